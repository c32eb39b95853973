import type { Rule } from './shapeRules.ts';
import type { Source } from './sources.ts';

const file = (path: string, text: string): Source => ({ path, text });
const inBrowsers = ({ path }: Source) => /^src\/.*\.(svelte|ts)$/.test(path) && !/\.server\.ts$|\/\+server\.ts$|paraglide/.test(path);
const onServerOnly = /^src\/(server|backup|restore|move|doctor|purge|account|settings)\.ts$|^src\/lib\/live\/vitePlugin\.ts$/;
/** Where a net that is gone has a state of its own. */
const door = 'src/lib/ui/lazy/net.svelte.ts';

/** What a page fetches after it was loaded can fail to come, and then the page stays. */
export const laterRules: Rule[] = [
	{
		title: 'what a browser fetches later goes through `lazy()`, which has a state for when it does not come, or says itself what then',
		breaches: (sources) =>
			sources
				.filter((source) => inBrowsers(source) && !onServerOnly.test(source.path))
				.flatMap(({ path, text }) =>
					[...text.matchAll(/(?<!typeof |\* .*)\bimport\((?:[^()]|\([^()]*\))*\)/g)]
						.filter(
							({ index, 0: call }) =>
								!/lazy\(async \(\) => \(await $/.test(text.slice(0, index)) && !text.slice(index + call.length).startsWith('.catch(')
						)
						.map(({ 0: call }) => `${path}: ${call}`)
				),
		planted: [file('src/routes/table/Map.svelte', "{#await import('./Map.svelte') then { default: Map }}<Map />{/await}")]
	},
	{
		title: 'a page asks whether the net is there (`net.refresh`) before Kit fetches its data anew',
		breaches: (sources) =>
			sources
				.filter((source) => inBrowsers(source) && source.path !== door)
				.filter(({ text }) => /import \{[^}]*\binvalidate(All)?\b[^}]*\} from '\$app\/navigation'/.test(text))
				.map(({ path }) => `${path}: invalidate`),
		planted: [file('src/routes/table/Here.svelte', "import { invalidateAll } from '$app/navigation';")]
	}
];
