import ts from 'typescript';
import { importsOf, type Source, syntaxOf, visit } from './sources.ts';

/** A rule of the house: `breaches` says what to do, a sentence each; `planted` is a house that breaks it once. */
export type Rule = { title: string; breaches: (sources: Source[]) => string[]; planted: Source[] };

const limit = 300;
const folderLimit = 17;
const commentWidth = 140;
const functionLimit = 60;
const mapLimit = 12 * 1024;
const file = (path: string, text = ''): Source => ({ path, text });

/** How large a file, a folder, a function and the map may be, and that subjects come one after the other. */
export const shapeRules: Rule[] = [
	{
		title: 'the subjects of a noun form no cycle: each knows only those before it',
		breaches: subjectCycles,
		planted: [
			file('src/lib/cafe/seating/solve.ts', "import { tables } from '../setup/create.ts';"),
			file('src/lib/cafe/setup/create.ts', "import { solve } from '../seating/solve.ts';")
		]
	},
	{
		title: `no folder of the library holds more than ${folderLimit} files`,
		breaches: (sources) =>
			[
				...Map.groupBy(
					sources.filter(({ path }) => /^src\/lib\/(?!i18n\/)/.test(path)),
					({ path }) => path.slice(0, path.lastIndexOf('/'))
				)
			]
				.filter(([, files]) => files.length > folderLimit)
				.map(([folder, files]) => `${folder} holds ${files.length} files: a subject is missing.`),
		planted: Array.from({ length: folderLimit + 1 }, (_, at) => file(`src/lib/plan/thing${at}.ts`))
	},
	{
		title: `no function is longer than ${functionLimit} lines`,
		breaches: (sources) =>
			sources.filter(({ path }) => /^(src|db)\/.*\.(ts|svelte)$/.test(path) && !path.startsWith('db/migrations/')).flatMap(longFunctions),
		planted: [file('src/lib/plan/draft.server.ts', `export function write() {\n${'\tx();\n'.repeat(functionLimit)}}\n`)]
	},
	{
		title: `no file is longer than ${limit} lines`,
		breaches: (sources) =>
			sources
				.filter(({ path }) => /\.(ts|js|mjs|svelte|css)$/.test(path))
				.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
				.filter(({ lines }) => lines > limit)
				.map(({ path, lines }) => `${path} has ${lines} lines: split it by a thing of the domain.`),
		planted: [file('src/lib/plan/commands.server.ts', 'x\n'.repeat(limit + 1))]
	},
	{
		title: `the map stays one that a newcomer reads: at most ${mapLimit} bytes`,
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => path === 'src/README.md' && Buffer.byteLength(text) > mapLimit)
				.map(({ path, text }) => `${path} has ${Buffer.byteLength(text)} bytes: what is about one noun belongs in its README.md.`),
		planted: [file('src/README.md', 'x'.repeat(mapLimit + 1))]
	},
	{
		title: `no line of a comment is wider than ${commentWidth} columns`,
		breaches: (sources) =>
			sources
				.filter(({ path }) => /^(src|db|tests)\/.*\.(ts|svelte)$/.test(path))
				.flatMap(({ path, text }) =>
					text
						.split('\n')
						.flatMap((line, at) =>
							/^\s*(\/\*|\*|\/\/)/.test(line) && line.replaceAll('\t', '    ').length > commentWidth
								? [`${path}:${at + 1}: ${line.trim().slice(0, 40)}… is a line to wrap.`]
								: []
						)
				),
		planted: [file('src/lib/plan/model.ts', `/** ${'x'.repeat(commentWidth)} */`)]
	},
	{
		title: 'components take sizes of text from the tokens, and pages change at four widths',
		breaches: (sources) =>
			sources
				.filter(({ path }) => path.endsWith('.svelte'))
				.flatMap(({ path, text }) => [
					...[...text.matchAll(/font-size:(?!\s*var\(--text-)([^;]+);/g)].map(
						([, size]) => `${path}: font-size ${size}: use --text-… (ui/style/theme.css).`
					),
					...[...text.matchAll(/@media[^{]*\((?:min|max)-width: (?!(?:34|48|60|82)rem)([^)]+)\)/g)].map(
						([, width]) => `${path} changes at ${width}: pages change at 34, 48, 60 and 82rem.`
					)
				]),
		planted: [file('src/routes/plan/+page.svelte', '<style>\n\th2 { font-size: 1.15rem; }\n</style>')]
	},
	{
		title: 'a form that is sent is a `Form`, which makes its key, so that what is sent again is not done twice',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => path.endsWith('.svelte') && !createsNothing.test(path) && /<form\b[^>]*method="POST"/i.test(text))
				.map(({ path }) => `${path} sends a form of its own: use Form (ui/form), or say in this rule that nothing comes of it twice.`),
		planted: [file('src/routes/plan/Note.svelte', '<form class="row" method="POST" action="?/add">')]
	},
	{
		title: 'what a form sends is read by `action`, which knows it again by its key',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => /^src\/(routes|lib)\/.*\.ts$/.test(path) && !createsNothing.test(path) && /\.formData\(\)/.test(text))
				.map(({ path }) => `${path} reads a form past \`action\` (routes/action.server.ts).`),
		planted: [file('src/routes/plan/+server.ts', 'export const POST = async ({ request }) => add(await request.formData());')]
	},
	{
		title: 'no field cuts what is typed or pasted',
		breaches: (sources) =>
			sources
				.filter(({ path, text }) => /^src\/.*\.svelte$/.test(path) && /maxlength\s*=/.test(text))
				.map(({ path }) => `${path} cuts with maxlength: say \`most\` on the Field, which counts, and let the server refuse.`),
		planted: [file('src/routes/plan/Link.svelte', '<input name="url" maxlength="500" />')]
	},
	{
		title: 'nothing that people wrote is cut in silence: `shortened` says "…"',
		breaches: (sources) =>
			sources
				.filter(({ path }) => /^src\/(lib|routes)\/.*\.(ts|svelte)$/.test(path) && !cutsNoWords.test(path))
				.flatMap(({ path, text }) =>
					text
						.split('\n')
						.flatMap((line, at) =>
							/\.(slice|substring)\(0, ?(?!(?:10|13|16|19)\))(\d{2,}|\w*[lL]imits\.\w+)\)(?!.*…)/.test(line)
								? [`${path}:${at + 1} cuts: use shortened (src/lib/text/shortened.ts).`]
								: []
						)
				),
		planted: [file('src/lib/plan/inputs/mail.ts', 'const quoted = note.text.slice(0, 200);')]
	},
	{
		title: 'what is hidden from the eye is a word of its own: Svelte takes away the space at the edge of an element',
		breaches: (sources) =>
			sources
				.filter(({ path }) => path.endsWith('.svelte'))
				.flatMap(({ path, text }) =>
					[...text.matchAll(/<span class="visually-hidden"[^>]*>(\s+\S|[^<]*\s<\/span>)/g)].map(
						([hidden]) => `${path}: ${hidden.trim().slice(0, 60)}… has its space inside: write it outside.`
					)
				),
		planted: [file('src/routes/plan/+page.svelte', '<span class="visually-hidden">{number}: </span>{title}')]
	}
];

/** Lists, hashes and names of files, what a machine has said, what is searched for, and what is only measured. */
const cutsNoWords =
	/\/(documents\/(document|docx\.server)|mail\/(transport|release)\.server|cafe\/(board\/authorize\.server|setup\/(configuration|questions)|rounds\/reveal\.server)|joincode|people\/personList\.server|people\/import\/\+page)\b/;

/** The door itself; what sets a choice, signs out, leaves or only shows; who is here is one row a person; one rehearsal runs at a time. */
const createsNothing =
	/^src\/(lib\/ui\/form\/Form|lib\/ui\/page\/(LanguageChoice|DemoBanner|Masthead)|routes\/(action\.server|language\/|demo\/clock\/|gatherings\/\[id\]\/attendance\/Row|Rehearsal|gatherings\/\[id\]\/cafe\/Rehearse|table\/\[id\]\/(Leave|plain\/\+page)))/;

/** Functions with more lines than the limit, their comments not counted. */
function longFunctions(source: Source): string[] {
	const found: string[] = [];
	const tree = syntaxOf(source);
	visit(tree, (node) => {
		if (!(ts.isFunctionLike(node) && 'body' in node && node.body)) return;
		const from = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
		const lines = tree.getLineAndCharacterOfPosition(node.end).line - from + 1;
		const name = (node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined))?.getText(tree) ?? 'a function';
		if (lines > functionLimit) found.push(`${source.path}:${from + 1}: ${name} has ${lines} lines: name its steps.`);
	});
	return found;
}

/** Subjects of one noun that reach each other in a circle, a sentence a circle. */
function subjectCycles(sources: Source[]): string[] {
	const subjectOf = (path: string) => /^src\/lib\/(\w+)\/(\w+\/)?/.exec(path);
	const reaches = new Map<string, Map<string, string>>();
	for (const one of importsOf(sources)) {
		const [from, to] = [subjectOf(one.from), subjectOf(one.to)];
		if (!from || !to || from[1] !== to[1] || from[0] === to[0] || from[1] === 'i18n') continue;
		const known = reaches.get(from[0]) ?? new Map<string, string>();
		known.set(to[0], known.get(to[0]) ?? `${one.from} → ${one.to}`);
		reaches.set(from[0], known);
	}
	const circles = new Map<string, string>();
	const walk = (at: string, way: string[]) => {
		const began = way.indexOf(at);
		if (began >= 0) {
			const circle = way.slice(began);
			const key = circle.toSorted().join(' ');
			circles.set(key, circles.get(key) ?? circle.map((one, step) => reaches.get(one)!.get(circle[step + 1] ?? at)).join(', '));
			return;
		}
		for (const next of reaches.get(at)?.keys() ?? []) walk(next, [...way, at]);
	};
	for (const start of reaches.keys()) walk(start, []);
	return [...circles].map(([, how]) => `These know each other: ${how}. What both need moves down.`);
}
