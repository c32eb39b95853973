import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A file of the house as the rules see it: its path from the root, and its text. */
export type Source = { path: string; text: string };

/** One import: what it reaches (a path from the root, or a package's name), which names, and whether only types. */
export type Import = { from: string; to: string; names: string[]; onlyTypes: boolean };

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every source of this checkout that people write by hand. */
export function readSources(): Source[] {
	const folders = ['src', 'db', 'tests', '.ci', 'static'].filter((folder) => existsSync(root + folder));
	const loose = readdirSync(root).filter((name) => /\.(ts|js|md)$/.test(name));
	const found = folders.flatMap((folder) =>
		readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
	);
	return [...loose, ...found]
		.filter((path) => !path.includes('/node_modules/'))
		.filter((path) => /(\.(ts|js|mjs|svelte|css|html|md|txt|json|yaml)|\/run)$/.test(path) && !path.startsWith('src/lib/i18n/paraglide/'))
		.map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

const parsed = new Map<string, ts.SourceFile>();

/** The TypeScript of a source: a component's are its scripts, with the markup left out. */
export function syntaxOf({ path, text }: Source): ts.SourceFile {
	const key = `${path}\0${text}`;
	const known = parsed.get(key);
	if (known) return known;
	const code = path.endsWith('.svelte')
		? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
		: text;
	const tree = ts.createSourceFile(path.endsWith('.svelte') ? `${path}.ts` : path, code, ts.ScriptTarget.Latest, true);
	parsed.set(key, tree);
	return tree;
}

const isCode = (path: string) => /\.(ts|js|mjs|svelte)$/.test(path);

/** All imports of the sources, `import()` and re-exports too. */
export function importsOf(sources: Source[]): Import[] {
	return sources.filter(({ path }) => isCode(path)).flatMap((source) => importsIn(source));
}

function importsIn(source: Source): Import[] {
	const imports: Import[] = [];
	const add = (specifier: ts.Node | undefined, names: string[], onlyTypes: boolean) => {
		if (specifier && ts.isStringLiteral(specifier))
			imports.push({ from: source.path, to: reach(source.path, specifier.text), names, onlyTypes });
	};
	visit(syntaxOf(source), (node) => {
		if (ts.isImportDeclaration(node)) {
			const clause = node.importClause;
			const bindings = clause?.namedBindings;
			const named = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
			const whole = clause?.name !== undefined || (bindings !== undefined && ts.isNamespaceImport(bindings)) || !clause;
			const values = named.filter((element) => !element.isTypeOnly).map((element) => (element.propertyName ?? element.name).text);
			const typed = clause?.isTypeOnly === true || (!whole && values.length === 0);
			add(node.moduleSpecifier, [...values, ...(whole ? ['*'] : [])], typed);
		} else if (ts.isExportDeclaration(node)) {
			add(node.moduleSpecifier, ['*'], node.isTypeOnly);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			add(node.arguments[0], ['*'], false);
		} else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			add(node.argument.literal, [], true);
		}
	});
	return imports;
}

/** Calls `see` with every node of a tree, parents first. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
	see(node);
	node.forEachChild((child) => visit(child, see));
}

function reach(from: string, specifier: string): string {
	if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier));
	if (specifier.startsWith('#lib/')) return `src/lib/${specifier.slice(5)}`;
	if (specifier.startsWith('#db/')) return `db/${specifier.slice(4)}`;
	if (specifier === '#settings') return 'src/settings.ts';
	if (specifier.startsWith('node:') || specifier.startsWith('$')) return specifier;
	const parts = specifier.split('/');
	return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

/** Calls of Kysely that name a table, such as `insertInto('person')`, with the table's name without its alias. */
export function tablesTouched(source: Source): { table: string; writes: boolean }[] {
	const writers = new Set(['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto']);
	const readers = new Set(['selectFrom', 'from', 'using', 'innerJoin', 'leftJoin', 'rightJoin', 'fullJoin', 'crossJoin']);
	const touched: { table: string; writes: boolean }[] = [];
	visit(syntaxOf(source), (node) => {
		if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
		const verb = node.expression.name.text;
		const first = node.arguments[0];
		if (!first || !(writers.has(verb) || readers.has(verb))) return;
		for (const name of ts.isArrayLiteralExpression(first) ? first.elements : [first]) {
			if (ts.isStringLiteral(name)) touched.push({ table: name.text.split(' ')[0]!, writes: writers.has(verb) });
		}
	});
	return touched;
}

/** The tables that db/schema declares: which noun's file, and their columns. */
export function tablesDeclared(sources: Source[]): { table: string; noun: string; columns: string[] }[] {
	return sources.flatMap((source) => {
		const noun = /^db\/schema\/(\w+)(?:\.\w+)?\.ts$/.exec(source.path)?.[1];
		if (!noun) return [];
		return syntaxOf(source).statements.flatMap((statement) => {
			if (!ts.isInterfaceDeclaration(statement) || !statement.name.text.endsWith('Tables')) return [];
			return statement.members.flatMap((member) => {
				if (!ts.isPropertySignature(member) || !member.type || !member.name) return [];
				const columns = ts.isTypeLiteralNode(member.type) ? member.type.members.map((column) => column.name?.getText() ?? '') : [];
				return [{ table: member.name.getText(), noun, columns }];
			});
		});
	});
}
