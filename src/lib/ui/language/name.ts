/** What stands inside a sentence of the page (`Named.svelte`), with its `lang` when it is not the page's. */
export type Name = { text: string; lang?: string | undefined };
