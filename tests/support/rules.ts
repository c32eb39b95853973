import { breachOf, nouns, packages } from './law.ts';
import { importsOf, type Source, syntaxOf, tablesDeclared, tablesTouched, visit } from './sources.ts';
import { type Rule, shapeRules } from './shapeRules.ts';
import { auditRules } from './auditRules.ts';
import { dateRules } from './dateRules.ts';
import { laterRules } from './laterRules.ts';
import { retryRules } from './retryRules.ts';
import { nameRules } from './nameRules.ts';
import ts from 'typescript';

/** A word of the vocabulary, and what it is about where the sentence needs it: `closed`, `closedRevision`. */
const reasons = /^(notFound|notAllowed|invalid|missing|tooLong|duplicate|conflict|closed|past|empty|limit)([A-Z]\w*)?$/;
const forbidden = /^(utils?|helpers?|types?|services?|stores?|index|common|misc|shared|constants|managers?)$/;
const file = (path: string, text = ''): Source => ({ path, text });
const inNoun = (path: string) => nouns.includes(/^src\/lib\/(\w+)\//.exec(path)?.[1] ?? '');
const fixedFolder =
	/^(tests\/(architecture\.test\.ts$|(domain|live|anonymity|cluster|http|e2e|bench|support)\/)|db\/(schema\.ts$|demo\.ts$|(migrations|schema|demo)\/))/;
/** Kept apart so that this file does not break the rule it states. */
const workplace = new RegExp(['\\.\\./sha' + 'red\\b', '(?<![\\w.])/wo' + 'rk/'].join('|'));

export const rules: Rule[] = [
	...shapeRules,
	...dateRules,
	...nameRules,
	...laterRules,
	...retryRules,
	...auditRules,
	{
		title: 'each part of the house imports only what the table in src/README.md allows',
		breaches: (sources) =>
			importsOf(sources).flatMap((one) => {
				const breach = breachOf(one);
				return breach ? [`${one.from} imports ${one.to}: ${breach}.`] : [];
			}),
		planted: [file('src/lib/topics/commands.server.ts', "import { closeBoard } from '#lib/cafe/setup/create.server.ts';")]
	},
	{
		title: 'a package that belongs to one part is used there only',
		breaches: (sources) =>
			importsOf(sources).flatMap((one) =>
				packages
					.filter(({ name, where }) => name.test(one.to) && !where.test(one.from))
					.map(({ why }) => `${one.from} imports ${one.to}: ${why}; go through that part.`)
			),
		planted: [file('src/lib/plan/model.ts', "import * as Y from 'yjs';")]
	},
	{
		title: 'where somebody is led by what they sent, ownPath reads it',
		breaches: (sources) =>
			sources
				.filter(({ path }) => path.startsWith('src/'))
				.flatMap(({ path, text }) =>
					[...text.matchAll(/\bredirect\(\s*30\d,(.*)/g)]
						.filter(([, to]) => /searchParams|form\.get|values|\bdata\.(to|next|back)\b|headers/.test(to!) && !to!.includes('ownPath('))
						.map(([call]) => `${path}: ${call}`)
				),
		planted: [file('src/routes/sign-in/+page.server.ts', "redirect(303, url.searchParams.get('to') ?? '/');")]
	},
	{
		title: 'imports inside the house are written #lib/…, #db/… or relative, with their ending, and use nothing that Kit 3 removes',
		breaches: (sources) =>
			importsOf(sources)
				.filter(
					({ to, from }) =>
						/^\$lib|^\$env\/static|^\$app\/stores/.test(to) ||
						(/^(src|db|tests)\//.test(to) && !/\.\w+$/.test(to) && !to.includes('$') && from !== '')
				)
				.map(
					({ from, to }) =>
						`${from} imports ${to}: write #lib/…, #db/…, #settings or a relative path with its ending; $app/state for $app/stores.`
				),
		planted: [file('src/routes/plan/+page.svelte', "<script>\nimport { page } from '$app/stores';\n</script>")]
	},
	{
		title: 'the files of a noun have names from the closed vocabulary',
		breaches: (sources) =>
			sources
				.filter(({ path }) => inNoun(path))
				.filter(
					({ path }) => !/^src\/lib\/\w+\/(\w+\/)?([a-z][A-Za-z0-9]*(\.server|\.svelte)?\.ts|[A-Z][A-Za-z]*\.svelte|README\.md)$/.test(path)
				)
				.map(
					({ path }) =>
						`${path}: a noun has model.ts, input.ts, queries.server.ts, commands.server.ts, components in PascalCase, files named after a thing of the domain; one level of folders, the subjects.`
				),
		planted: [file('src/lib/cafe/seating/solver/tables.ts')]
	},
	{
		title: 'a reason to refuse begins with a word of the small vocabulary',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => path.startsWith('src/') && text.includes('lib/result.ts'))
				.flatMap(({ path, text }) =>
					[...text.matchAll(/refuse\('(\w+)'/g)]
						.map(([, reason]) => reason!)
						.filter((reason) => !reasons.test(reason))
						.map(
							(reason) =>
								`${path} refuses ${reason}: say notFound, notAllowed, invalid, missing, tooLong, duplicate, conflict, closed, past, empty or limit, and what it is about.`
						)
				),
		planted: [file('src/lib/plan/commands.server.ts', "import { refuse } from '#lib/result.ts';\nreturn refuse('alreadyThere');")]
	},
	{
		title: 'no file and no folder is a drawer for things without a name',
		breaches: (sources) =>
			sources
				// `common.json` holds what several subjects say in the same words; Kysely's migrator asks for an index.
				.filter(({ path }) => path !== 'db/migrations/index.ts' && !/^src\/lib\/i18n\/messages\/\w+\/common\.json$/.test(path))
				.filter(({ path }) => path.split('/').some((part) => forbidden.test(part.split('.')[0]!)))
				.map(({ path }) => `${path}: name it after the thing of the domain it is about.`),
		planted: [file('src/lib/gatherings/utils.ts')]
	},
	{
		title: 'the clock is read only at the edges',
		breaches: (sources) =>
			sources
				.filter(({ path }) => path.startsWith('src/') && !/^src\/([^/]+\.ts$|routes\/|lib\/live\/)/.test(path))
				// A countdown in the browser has no request to take its time from.
				.filter(({ path }) => !/\.svelte(\.ts)?$/.test(path))
				// Lucia counts a session's days in real time, whatever the demo's clock says.
				.filter(({ path }) => path !== 'src/lib/people/auth/sessions.server.ts')
				.filter((source) => readsClock(source))
				.map(({ path }) => `${path} reads the clock: take \`now\` as an argument from the route.`),
		planted: [file('src/lib/cycle/queries.server.ts', 'export const today = () => new Date().toISOString();')]
	},
	{
		title: 'routes hold no SQL',
		breaches: (sources) =>
			sources
				.filter(
					({ path, text }) =>
						path.startsWith('src/routes/') && (/\.transaction\(|\bsql`/.test(text) || tablesTouched({ path, text }).length > 0)
				)
				.map(({ path }) => `${path} asks the database itself: call a query or a command of a noun.`),
		planted: [
			file('src/routes/plan/+page.server.ts', "export const load = ({ locals }) => locals.db.selectFrom('plan').selectAll().execute();")
		]
	},
	{
		title: 'a table is written by its own noun only, and read by that and the nouns after it',
		breaches: sqlBreaches,
		planted: [
			file('db/schema/people.ts', 'export interface PeopleTables { person: { id: string; municipalityId: string } }'),
			file('src/lib/cafe/commands.server.ts', "await trx.updateTable('person').set({ name }).execute();")
		]
	},
	{
		title: 'who sat where is told from rounds that were held: everybody has a seat in those that never were, too',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => /^src\/(?!lib\/cafe\/)/.test(path) && /\b(selectFrom|[jJ]oin)\(['[]+seat['\s]/.test(text))
				.map(({ path }) => `${path}: ask seatsHeld (cafe/queries.server.ts).`),
		planted: [file('src/lib/plan/inputs/letters.server.ts', "const seats = await db.selectFrom('seat').selectAll().execute();")]
	},
	{
		title:
			'no page keeps its own address from its own forms: without JavaScript a browser sends their Origin as null then, which is refused',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => path.startsWith('src/') && text.includes("'no-referrer'"))
				.map(({ path }) => `${path}: say nothing; \`same-origin\` (securityHeaders.ts) tells others nothing either.`),
		planted: [file('src/routes/password/[token]/+page.server.ts', "setHeaders({ 'referrer-policy': 'no-referrer' });")]
	},
	{
		title: 'every row belongs to a municipality',
		breaches: (sources) =>
			tablesDeclared(sources)
				// A session belongs to a person; a board's log to its board, of which the live server knows no more; whose a press was,
				// only its form can tell.
				.filter(
					({ table }) =>
						!['municipality', 'installation', 'session', 'issuerSession', 'boardUpdate', 'boardClient', 'boardEntry', 'once'].includes(
							table
						)
				)
				.filter(({ columns }) => !columns.includes('municipalityId'))
				.map(({ table, noun }) => `db/schema/${noun}.ts: ${table} has no municipalityId.`),
		planted: [file('db/schema/plan.ts', 'export interface PlanTables { goal: { id: string } }')]
	},
	{
		title: 'a note says whose it is as signatureText words it: a name is only under what its owner wrote',
		breaches: (sources) =>
			sources
				.filter(({ path }) => path.startsWith('src/'))
				.filter(({ text }) => /label(Text|Name)\([^()]*\b(writtenBy|note\.by)\b|\{(\w+\.writtenBy|note\.by)\}/.test(text))
				.map(({ path }) => `${path}: say whose a note is by signatureText, which says when others have changed it (L21).`),
		planted: [file('src/routes/plan/Note.svelte', '<p>{note.text} – {labelText(note.writtenBy)}</p>')]
	},
	{
		title: 'the database holds no booleans',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => path.startsWith('db/schema') && /:\s*boolean\b/.test(text))
				.map(({ path }) => `${path}: write a nullable instant, which also says when.`),
		planted: [file('db/schema/plan.ts', 'export interface PlanTables { goal: { municipalityId: string; done: boolean } }')]
	},
	{
		title: 'a component of a noun is used by two routes or more',
		breaches: lonelyComponents,
		planted: [
			file('src/lib/plan/Goal.svelte'),
			file('src/routes/plan/+page.svelte', "<script>import Goal from '#lib/plan/Goal.svelte';</script>")
		]
	},
	{
		title: 'the folders of tests and db are the fixed ones',
		breaches: (sources) =>
			sources
				.filter(({ path }) => /^(tests|db)\//.test(path) && !fixedFolder.test(path))
				.map(({ path }) => `${path}: see the tree in src/README.md for where it belongs.`),
		planted: [file('tests/unit/plan.test.ts')]
	},
	{
		title: 'every rule of the board contract that is cited is defined in CONTRACT.md',
		breaches: (sources) => {
			const contract = sources.find(({ path }) => path === 'src/lib/live/CONTRACT.md');
			const defined = new Set(contract?.text.match(/(?<=^- \*\*)L\d+\b/gm));
			return sources.flatMap(({ path, text }) =>
				[...new Set(text.match(/(?<![\w$])L\d{1,2}\b/g))]
					.filter((id) => !defined.has(id))
					.map((id) => `${path} cites ${id}: define it in src/lib/live/CONTRACT.md, or cite another rule.`)
			);
		},
		planted: [file('src/lib/live/CONTRACT.md', '- **L' + '1 Messages.**'), file('src/lib/live/protocol.ts', '/** Messages (L' + '2). */')]
	},
	{
		title: 'a page has one live region, and its forms one way to be answered',
		breaches: (sources) =>
			sources.flatMap(({ path, text }) => [
				...(/role="(status|alert|log)"|aria-live="(polite|assertive)"/.test(text) &&
				path.endsWith('.svelte') &&
				!path.endsWith('/LiveRegion.svelte')
					? [`${path} has a live region of its own: let it say it by \`spoken\`, \`says\` or \`saysChanges\`.`]
					: []),
				...(text.includes('use:' + 'enhance=') && path !== 'src/lib/ui/form/Form.svelte'
					? [`${path} answers a form in a way of its own: use Form.`]
					: [])
			]),
		planted: [file('src/routes/plan/Sum.svelte', '<p role="status">3</p>')]
	},
	{
		title: 'the product does not know the place it was made in',
		breaches: (sources) =>
			sources
				.filter(({ text }) => workplace.test(text))
				.map(({ path }) => `${path} mentions a folder outside this repository: write what it says instead.`),
		planted: [file('README.md', 'See ../sha' + 'red/domain.md.')]
	}
];

function readsClock(source: Source): boolean {
	let found = false;
	visit(syntaxOf(source), (node) => {
		if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) found = true;
		if (ts.isPropertyAccessExpression(node) && ['Date.now', 'Temporal.Now'].includes(node.getText())) found = true;
		if (ts.isCallExpression(node) && node.expression.getText() === 'Date') found = true;
	});
	return found;
}

function sqlBreaches(sources: Source[]): string[] {
	const owner = new Map(tablesDeclared(sources).map(({ table, noun }) => [table, noun]));
	// Means that every noun may use: the red thread and the trail have a door of their own.
	const doors: Record<string, RegExp> = {
		lineage: /^src\/lib\/lineage\.server\.ts$/,
		installation: /^src\/lib\/db\/(stored|installation)\.server\.ts$/
	};
	return sources
		.filter(({ path }) => path.startsWith('src/'))
		.flatMap((source) => {
			const part = /^src\/lib\/(\w+)\//.exec(source.path)?.[1] ?? '';
			return tablesTouched(source).flatMap(({ table, writes }) => {
				const noun = owner.get(table);
				if (!noun || noun === part || doors[table]?.test(source.path)) return [];
				const after = nouns.includes(part) && (!nouns.includes(noun) || nouns.indexOf(noun) < nouns.indexOf(part));
				if (after && !writes) return [];
				return [
					`${source.path} ${writes ? 'writes' : 'reads'} the table ${table} of ${noun}: call a ${writes ? 'command' : 'query'} of ${noun}.`
				];
			});
		});
}

function lonelyComponents(sources: Source[]): string[] {
	const imports = importsOf(sources);
	const folders = (path: string, seen: Set<string>): string[] => {
		if (seen.has(path)) return [];
		seen.add(path);
		return imports
			.filter(({ to }) => to === path)
			.flatMap(({ from }) => (from.startsWith('src/routes/') ? [from.slice(0, from.lastIndexOf('/'))] : folders(from, seen)));
	};
	return sources
		.filter(({ path }) => inNoun(path) && path.endsWith('.svelte'))
		.filter(({ path }) => new Set(folders(path, new Set())).size < 2)
		.map(({ path }) => `${path} is used by one route or none: let it live in that route's folder.`);
}
