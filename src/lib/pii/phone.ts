import { bringsConfidential, confidentialIn, type Confidential, type ConfidentialKind } from './detect.ts';

/*
 * What a phone looks for before a text is shared. The list of names is not in its first load: it comes while somebody begins to write, and
 * until it is there (or when the net is gone) numbers and addresses of mail are what is found.
 */

let found: (text: string) => Confidential[] = confidentialIn;
let replaced: ((text: string, somebody: string) => string) | undefined;

/** Fetches the list of names, once. Never rejects. */
export async function loadPersons(): Promise<void> {
	if (replaced) return;
	const persons = await import('./persons.ts').catch(() => undefined);
	if (persons) [found, replaced] = [persons.personalIn, persons.withoutPersons];
}

/** The kinds found in `text`, each once, in order. */
export const kindsToAsk = (text: string): ConfidentialKind[] => [...new Set(found(text).map(({ kind }) => kind))];

/**
 * Whether `next` contains something that `shared` does not and that is to be asked about. A name that is still being typed, at the end,
 * is not one yet.
 */
export const bringsToAsk = (next: string, shared: string): boolean =>
	bringsConfidential(next, shared, (text) => found(text).filter(({ kind, to }) => kind !== 'name' || text !== next || to < text.length));

/** `text` without what was found, to be offered to its writer; null when nothing is left to offer. */
export function offeredWithout(text: string, somebody: string): string | null {
	const without = replaced?.(text, somebody) ?? text;
	return without === text || !/\p{L}{2}/u.test(without) ? null : without;
}
