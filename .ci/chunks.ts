// Which modules the browser gets in one file. Left alone the bundler makes a file for each set of pages that share something, so that
// a phone on its way to a table fetched 81; see src/decisions/060-phone-weight.md.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { phones } from './weight.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const ui = 'src/lib/ui/';

/** What every page needs: Svelte, Kit, the layout with all its styles, forms and fields, words that several pages say. */
const frame = [
	'node_modules/(svelte|@sveltejs|devalue|clsx|esm-env)/',
	'vite/preload-helper',
	'src/(app\\.css|hooks\\.client\\.ts|lib/ids\\.ts)',
	`${ui}(lazy/|language/(Named|translated)\\.)`,
	'src/routes/later\\.',
	'src/routes/\\+(layout|error)\\.svelte',
	// Kit links the styles of what a universal load imports on every page, whether it is shown or not.
	`(${ui}page/DemoBanner|src/routes/(PlaceNow|Rehearsal))\\.svelte\\?.*type=style`,
	`${ui}form/(?!Choices|CopyText|Confirm|DateField)`,
	`${ui}page/(Foot|LanguageChoice|LiveRegion|Masthead|Notice|Page|Wordmark|spoken|sticks)\\.`,
	'src/lib/i18n/(language\\.|inLanguage\\.|paraglide/(?!messages/))'
];

/** Small things that several pages show and that need nothing large. */
const pieces = [
	`${ui}show/(UnitMark|marks|Timer|SaveState)\\.`,
	`${ui}page/(NextStep|Empty|Lost)\\.`,
	`${ui}(form/Choices|language/Called)\\.`,
	'src/lib/pii/',
	'src/lib/cafe/(board/limits|participants/receipt|setup/planElements)\\.',
	'src/routes/table/\\[id\\]/(text|Signals)\\.',
	'src/lib/i18n/paraglide/messages/(board_|phases_|cafe_shown_|facts_title)'
];

const copy = [`${ui}form/CopyText\\.`];

/** What hands do with the notes of a board: fetched when the board is there (`later.ts`). */
const tools = ['src/routes/table/\\[id\\]/(NoteTools|ClusterTools|Marking|Bin|Receipt|PrivateBoard|OwnNote)\\.'];

/** Yjs, and a board with all that is on it; the table's plain form, which is there for nets that strip sockets, goes without. */
const board = [
	'node_modules/(yjs|lib0|fractional-indexing|y-\\w+)/',
	'src/lib/(live|cafe/board)/',
	'src/routes/table/\\[id\\]/(?!Plain|PlanOn|Facts|About|NoteTools|ClusterTools|Marking|Bin|Receipt|PrivateBoard|OwnNote)'
];

/** 20 kB that few pages need. A group takes along what its modules import, used or not: this one is formed before the others. */
const dates = ['node_modules/temporal-', 'src/lib/dates\\.'];

const any = (patterns: readonly string[]) => new RegExp(patterns.join('|'));

/** Words that several pages say. Phones get with the frame those of them that they say; the rest is one file for the pages of staff. */
const common = /paraglide\/messages\/((?:app|common)_\w+)\.js$/;
const ofPhones = wordsIn('src/routes/join', 'src/routes/table/[id]');
const isOfPhones = (id: string) => ofPhones.has(common.exec(id)?.[1] ?? '');

/** The keys of the messages that the sources in these folders say. */
function wordsIn(...folders: string[]): Set<string> {
	const paths = folders.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path))
	);
	const sources = paths.filter((path) => /\.(svelte|ts)$/.test(path)).map((path) => readFileSync(path, 'utf8'));
	return new Set(sources.flatMap((text) => [...text.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key!)));
}

/**
 * What is fetched beside a page that is gone to in the browser. Styles always; code only for a phone's pages: the list for all of them was
 * half of what Kit begins with, and the others fetch it when they have read the page.
 */
function resolveDependencies(file: string, code: string[]): string[] {
	const node = /nodes\/(\d+)\./.exec(file)?.[1];
	return node && phones.some((route) => nodeText(node).includes(`/${route}"`)) ? code : [];
}

const nodeText = (node: string) => readFileSync(join(root, '.svelte-kit/generated/client-optimized/nodes', `${node}.js`), 'utf8');

/** Puts what belongs together into one file, for browsers only: the server's files are never sent. */
export function chunksPlugin(): Plugin {
	const groups = [
		{ name: 'dates', test: any(dates) },
		{ name: 'frame', test: (id: string) => any(frame).test(id) || isOfPhones(id) },
		{ name: 'pieces', test: any(pieces), minShareCount: 2 },
		{ name: 'board', test: any(board), minShareCount: 2 },
		{ name: 'words', test: common, minShareCount: 2 },
		{ name: 'copy', test: any(copy), minShareCount: 2 },
		{ name: 'tools', test: any(tools) }
	];
	return {
		name: 'samling:chunks',
		apply: 'build',
		// 2.3 kB gzipped of checks that nothing calls: without this mark the bundler can't know that making them does nothing.
		transform: {
			filter: { id: /\/lib0\/dom\.js$/ },
			handler: (code) => ({ code: code.replaceAll('= $.$custom(', '= /* @__PURE__ */ $.$custom('), map: null })
		},
		configEnvironment: (name) =>
			name === 'client'
				? { build: { rolldownOptions: { output: { codeSplitting: { groups } } }, modulePreload: { resolveDependencies } } }
				: undefined
	};
}
