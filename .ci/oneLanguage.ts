// A browser reads one language: each of its files is built in nynorsk, bokmål and English, and the page names those of its reader
// (`src/pageScripts.server.ts`). Half of what messages weigh, and nothing on the page has to remember which language it is in.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAst, type Plugin } from 'vite';
import type { Source } from './messages.ts';

const locales = ['nn', 'nb', 'en'] as const;
type Locale = (typeof locales)[number];

/** What `.ci/shortMessages.ts` writes as the first argument of a message that is only said in the language of the page. */
export const mark = '«page»';
/** The folder of Kit's files that never change, and those in it that hold code. */
const immutable = '_app/immutable/';

/**
 * The keys that may be said in another language than the page's: those that some source calls with a second argument (`{ locale }`) or
 * hands on uncalled (but for pages that know no other language); of those put together (``m[`plan_kind_${kind}`]``) how they begin.
 */
export function saidInOthers(sources: readonly Source[]): { keys: Set<string>; begun: string[] } {
	const keys = new Set<string>();
	const begun: string[] = [];
	for (const { path, text } of sources) {
		// What a page hands on in a file that knows no other language is said in its own.
		const isPages = path.startsWith('src/routes/') && !/\blocale\b/.test(text);
		for (const { 1: key, index, 0: said } of text.matchAll(/\bm\.(\w+)/g))
			if (argumentsOf(text, index + said.length) !== 'one' && !(isPages && text[index + said.length] !== '(')) keys.add(key!);
		for (const [, key] of text.matchAll(/\bm\[['"](\w+)['"]\]/g)) keys.add(key!);
		for (const [, start] of text.matchAll(/\bm\[`(\w*)\$\{/g)) begun.push(start!);
	}
	return { keys, begun };
}

/** What stands from `at` on: a call with at most one argument, one with more, or no call. */
function argumentsOf(text: string, at: number): 'one' | 'more' | 'none' {
	if (text[at] !== '(') return 'none';
	let depth = 0;
	for (const { 0: token } of text.slice(at).matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[()[\]{}`,]/g)) {
		if ('([{'.includes(token)) depth++;
		else if (')]}'.includes(token) && --depth === 0) return 'one';
		// A text with something in it may have commas of its own: nothing is left out on a guess.
		else if (token === '`' || (token === ',' && depth === 1)) return 'more';
	}
	return 'more';
}

type Node = { type: string; start: number; end: number; [field: string]: unknown };

/** The code of one file as the reader of `locale` gets it. Throws where a message is written in a form that is not known here. */
export function inOneLanguage(code: string, locale: Locale): string {
	const said = code.includes(mark) ? callsIn(parseAst(code) as unknown as Node) : [];
	let rest = code;
	for (const { start, end, texts } of said.toSorted((a, b) => b.start - a.start)) {
		const text = texts[locales.indexOf(locale)]!;
		const words = code.slice(text.start, text.end);
		const isFunction = text.type === 'ArrowFunctionExpression';
		if (!isFunction && text.type !== 'Literal' && text.type !== 'TemplateLiteral') throw new Error(`${words} is no text of a message.`);
		rest = `${rest.slice(0, start)}(${isFunction ? words : `()=>${words}`})${rest.slice(end)}`;
	}
	// Styles are there once: these files lie a folder deeper than the bundler knew.
	return rest.replaceAll('"../assets/', '"../../assets/').replaceAll('`../assets/', '`../../assets/');
}

/** The calls that choose among three texts. */
function callsIn(node: Node, found: { start: number; end: number; texts: Node[] }[] = []): typeof found {
	const [first, ...texts] = node.type === 'CallExpression' ? (node.arguments as Node[]) : [];
	if (first && markedBy(first)) found.push({ start: node.start, end: node.end, texts });
	else
		for (const field of Object.values(node))
			for (const child of Array.isArray(field) ? field : [field])
				if (child && typeof child === 'object' && 'type' in child) callsIn(child as Node, found);
	return found;
}

function markedBy(node: Node): boolean {
	if (node.type === 'Literal') return node.value === mark;
	const quasis = node.type === 'TemplateLiteral' ? (node.quasis as { value: { raw: string } }[]) : [];
	return quasis.length === 1 && quasis[0]!.value.raw === mark;
}

/** Writes the three of each file of code, `_app/immutable/nb/chunks/…`, in place of the one that was built. */
export function oneLanguagePlugin(): Plugin {
	return {
		name: 'samling:one-language',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		writeBundle(options, bundle) {
			for (const file of Object.values(bundle)) {
				if (file.type !== 'chunk' || !file.fileName.startsWith(immutable)) continue;
				for (const locale of locales) {
					const path = join(options.dir!, immutable, locale, file.fileName.slice(immutable.length));
					mkdirSync(dirname(path), { recursive: true });
					writeFileSync(path, inOneLanguage(file.code, locale));
				}
				rmSync(join(options.dir!, file.fileName));
			}
		}
	};
}
