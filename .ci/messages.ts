// The messages in nynorsk, bokmål and English: compiled the same way everywhere, and a missing one fails the build.
import { compile } from '@inlang/paraglide-js';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src/lib/i18n');

/** How Paraglide compiles, for Vite and for the command line. */
export const paraglide = {
	project: './src/lib/i18n/project.inlang',
	outdir: './src/lib/i18n/paraglide',
	strategy: ['baseLocale'] as ['baseLocale'],
	emitTsDeclarations: false
};

/** Writes src/lib/i18n/paraglide without a build, for the type check. */
export async function compileMessages(): Promise<void> {
	await compile({ ...paraglide, outputStructure: 'locale-modules' });
}

/** Stops `vite build` when a message is missing, empty or has other placeholders than its translations. */
export function messagesPlugin(): Plugin {
	return {
		name: 'samling:messages',
		apply: 'build',
		buildStart() {
			const faults = faultsInMessages();
			if (faults.length > 0) this.error(`Messages:\n${faults.join('\n')}`);
		}
	};
}

/** One file of messages as text: `file` is its noun, such as 'plan'. */
export type MessageFile = { locale: string; file: string; text: string };
export type Source = { path: string; text: string };

/** What is wrong with the messages of this checkout, a sentence each; empty when all is well. */
export function faultsInMessages(): string[] {
	const settings = JSON.parse(readFileSync(join(folder, 'project.inlang/settings.json'), 'utf8'));
	const listed: string[] = settings['plugin.inlang.messageFormat'].pathPattern.map((path: string) => basename(path, '.json'));
	const files = (settings.locales as string[]).flatMap((locale) =>
		messageFilesOf(locale).map((path) => ({ locale, file: basename(path, '.json'), text: readFileSync(path, 'utf8') }))
	);
	return faultsIn(files, sourcesHere(), settings.locales, listed);
}

/** The files of one language, `<noun>/<subject>.json` and those that belong to no noun. */
function messageFilesOf(locale: string): string[] {
	const place = join(folder, 'messages', locale);
	return readdirSync(place, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.json'))
		.map((path) => join(place, path));
}

/** The code that may say messages. */
export function sourcesHere(): Source[] {
	return ['src', 'db'].flatMap((place) =>
		readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
			.filter((path) => /\.(svelte|ts)$/.test(path) && !path.includes('paraglide'))
			.map((path) => ({ path: `${place}/${path}`, text: readFileSync(join(root, place, path), 'utf8') }))
	);
}

/** The messages of this checkout that no code says: what is left of a page that changed. */
export function unsaidMessages(): string[] {
	const keys = messageFilesOf('nn').flatMap((path) => keysAtTop(readFileSync(path, 'utf8')));
	return unsaidIn(keys, sourcesHere());
}

/** The same as a pure function. A key may be put together, as in `m[`plan_kind_${kind}`]`: then all that begin so are said. */
export function unsaidIn(keys: readonly string[], sources: Source[]): string[] {
	const said = new Set<string>();
	const begun: string[] = [];
	for (const { text } of sources) {
		for (const [, key] of text.matchAll(/\bm\.(\w+)/g)) said.add(key!);
		for (const [, key] of text.matchAll(/\bm\[['"](\w+)['"]\]/g)) said.add(key!);
		for (const [, start] of text.matchAll(/\bm\[`(\w+)\$\{/g)) begun.push(start!);
	}
	return keys.filter((key) => key !== '$schema' && !said.has(key) && !begun.some((start) => key.startsWith(start)));
}

/** The same as a pure function: `listed` are the files that the inlang project names, `sources` the code that uses the messages. */
export function faultsIn(files: MessageFile[], sources: Source[], locales: string[], listed: string[]): string[] {
	const faults: string[] = [];
	const homes = new Map<string, string>();
	for (const file of new Set([...listed, ...files.map((one) => one.file)])) {
		if (!listed.includes(file)) faults.push(`${file}.json is not listed in project.inlang/settings.json.`);
		const byLocale = new Map<string, Map<string, Message>>();
		for (const locale of locales) {
			const found = files.find((one) => one.file === file && one.locale === locale);
			if (!found) faults.push(`${locale}/${file}.json is missing.`);
			else byLocale.set(locale, readFile(found, faults));
		}
		const keys = new Set([...byLocale.values()].flatMap((messages) => [...messages.keys()]));
		for (const key of keys) {
			const home = homes.get(key);
			if (home) faults.push(`${key} is in both ${home}.json and ${file}.json.`);
			homes.set(key, file);
			if (!key.startsWith(`${file}_`)) faults.push(`${key} in ${file}.json must begin with ${file}_.`);
			compare(key, byLocale, faults);
		}
	}
	for (const { path, text } of sources) {
		if (!/from\s+['"][^'"]*paraglide\/messages(\.js)?['"]/.test(text)) continue;
		for (const [, key] of text.matchAll(/(?<![\w$.])m\.([A-Za-z_]\w*)/g)) {
			if (key && !homes.has(key)) faults.push(`${path} uses m.${key}, which no message file has.`);
		}
	}
	return faults;
}

/** What is compared: the placeholders, and for a message with variants the conditions they are chosen by. */
type Message = { placeholders: string; variants: string };

function readFile({ locale, file, text }: MessageFile, faults: string[]): Map<string, Message> {
	const messages = new Map<string, Message>();
	let parsed: Record<string, unknown>;
	try {
		parsed = JSON.parse(text);
	} catch (error) {
		faults.push(`${locale}/${file}.json is not JSON: ${(error as Error).message}`);
		return messages;
	}
	// JSON.parse keeps the last of two equal keys and says nothing.
	const written = keysAtTop(text);
	for (const key of new Set(written.filter((one, index) => written.indexOf(one) !== index))) {
		faults.push(`${locale}/${file}.json has ${key} twice.`);
	}
	for (const [key, value] of Object.entries(parsed)) {
		if (key === '$schema') continue;
		const variants = variantsOf(value);
		if (!variants) {
			faults.push(`${key} (${locale}) is neither a text nor a list of variants.`);
			continue;
		}
		for (const [condition, words] of variants) {
			if (words.trim() === '') faults.push(`${key} (${locale}) is empty${condition && ` when ${condition}`}.`);
		}
		const plural = variants.some(([condition]) => condition.includes('Plural=') || /=(one|other)\b/.test(condition));
		if (plural && !variants.some(([condition]) => /=(other|\*)/.test(condition))) {
			faults.push(`${key} (${locale}) lacks the variant "other".`);
		}
		messages.set(key, {
			placeholders: [...new Set(variants.flatMap(([, words]) => [...words.matchAll(/(?<!\\)\{(\w+)\}/g)].map((match) => match[1])))]
				.sort()
				.join(', '),
			variants: variants
				.map(([condition]) => condition)
				.sort()
				.join(' | ')
		});
	}
	return messages;
}

/** The keys of the outermost object in the order they are written, also those that are written again. */
function keysAtTop(text: string): string[] {
	const keys: string[] = [];
	let depth = 0;
	for (const [token, quoted, colon] of text.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g)) {
		if (token === '{' || token === '[') depth++;
		else if (token === '}' || token === ']') depth--;
		else if (depth === 1 && colon && quoted !== undefined) keys.push(quoted);
	}
	return keys;
}

/** A message as pairs of condition and text: one pair with the condition '' for a plain text; undefined when it is of neither form. */
function variantsOf(value: unknown): [condition: string, words: string][] | undefined {
	if (typeof value === 'string') return [['', value]];
	const match = Array.isArray(value) ? (value[0] as { match?: unknown } | undefined)?.match : undefined;
	if (!match || typeof match !== 'object') return undefined;
	const pairs = Object.entries(match).map(([condition, words]): [string, string] => [condition.replace(/\s/g, ''), String(words)]);
	return pairs.length > 0 ? pairs : undefined;
}

function compare(key: string, byLocale: Map<string, Map<string, Message>>, faults: string[]): void {
	const present = [...byLocale].flatMap(([locale, messages]) => {
		const message = messages.get(key);
		if (!message) faults.push(`${key} is missing in ${locale}.`);
		return message ? [{ locale, ...message }] : [];
	});
	const [first, ...others] = present;
	for (const other of others) {
		if (first && first.placeholders !== other.placeholders) {
			faults.push(`${key} has the placeholders {${first.placeholders}} in ${first.locale} but {${other.placeholders}} in ${other.locale}.`);
		}
		if (first && first.variants !== other.variants) {
			faults.push(`${key} has the variants "${first.variants}" in ${first.locale} but "${other.variants}" in ${other.locale}.`);
		}
	}
}
