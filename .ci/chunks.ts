// Which modules the browser gets in one file. Left alone the bundler makes a file for each set of pages that share something, so that
// a phone on its way to a table fetched 81; see src/decisions/060-phone-weight.md.
import type { Plugin } from 'vite';

const ui = 'src/lib/ui/';

/** What every page needs: Svelte, Kit, the layout with all its styles, forms and fields, words that several pages say. */
const frame = [
	'node_modules/(svelte|@sveltejs|devalue|clsx|esm-env)/',
	'vite/preload-helper',
	'src/(app\\.css|hooks\\.client\\.ts|lib/ids\\.ts)',
	'src/routes/\\+(layout|error)\\.svelte',
	// Kit links the styles of what a universal load imports on every page, whether it is shown or not.
	`(${ui}page/DemoBanner|src/routes/PlaceNow)\\.svelte\\?.*type=style`,
	`${ui}form/(?!Choices|CopyText|Confirm|DateField)`,
	`${ui}page/(Foot|LanguageChoice|LiveRegion|Masthead|Notice|Page|Wordmark|spoken|sticks)\\.`,
	'src/lib/i18n/(language\\.|paraglide/(?!messages/))',
	'src/lib/i18n/paraglide/messages/(app|common)_'
];

/** Small things that several pages show and that need nothing large. */
const pieces = [
	`${ui}show/(UnitMark|marks|Timer|SaveState)\\.`,
	`${ui}page/(NextStep|Empty|Lost)\\.`,
	`${ui}form/(Choices|CopyText)\\.`,
	'src/lib/pii/',
	'src/lib/cafe/(board/limits|participants/receipt|setup/planElements)\\.',
	'src/routes/table/\\[id\\]/(text|Signals)\\.',
	'src/lib/i18n/paraglide/messages/(board|phases)_'
];

/** Yjs, and a board with all that is on it; the table's plain form, which is there for nets that strip sockets, goes without. */
const board = [
	'node_modules/(yjs|lib0|fractional-indexing|y-\\w+)/',
	'src/lib/(live|cafe/board)/',
	'src/routes/table/\\[id\\]/(?!Plain|PlanOn|About)'
];

/** 20 kB that few pages need. A group takes along what its modules import, used or not: this one is formed before the others. */
const dates = ['node_modules/temporal-', 'src/lib/dates\\.'];

const any = (patterns: readonly string[]) => new RegExp(patterns.join('|'));

/** Puts what belongs together into one file, for browsers only: the server's files are never sent. */
export function chunksPlugin(): Plugin {
	const groups = [
		{ name: 'dates', test: any(dates) },
		{ name: 'frame', test: any(frame) },
		{ name: 'pieces', test: any(pieces), minShareCount: 2 },
		{ name: 'board', test: any(board), minShareCount: 2 }
	];
	return {
		name: 'samling:chunks',
		apply: 'build',
		configEnvironment: (name) => (name === 'client' ? { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } } : undefined)
	};
}
