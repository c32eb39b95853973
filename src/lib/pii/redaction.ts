/*
 * What takes words out of texts for good: of a person who is erased, or what points at somebody in a text that is masked. The
 * same redaction is carried out wherever such texts are kept.
 */

import type { Database } from '#db/schema.ts';
import { nameKey } from '#lib/text/names.ts';
import type { Confidential } from './detect.ts';

/** Columns of a table in which people write words: each noun says which are its own (`words.ts`), and a test that none is forgotten. */
export interface Words {
	table: keyof Database;
	texts?: readonly string[];
	/** Say who somebody is, and nothing else. */
	labels?: readonly string[];
	/** Texts and labels in JSON. */
	json?: readonly string[];
	/** Texts in folded lines, as calendars have, with what folds a line: a name may stand in two. */
	folded?: Readonly<Record<string, (line: string) => string>>;
}

/** What stands in the place of words that were taken out. */
export const bars = '█████';

export interface Redaction {
	kind: 'erased' | 'masked';
	/** `text` without the words; itself when it has none of them. */
	text(text: string): string;
	/** The same of a label that says who somebody is: '' when it is theirs. */
	label(label: string): string;
	/** Lower-case ASCII, one of which stands in every text that has the words, however it is encoded. */
	hints: readonly string[];
	/** As the words are usually written: what is looked for in bytes. */
	needles: readonly string[];
}

/** Of a person: `names` and `emails` in all texts, `labels` where a label is nothing but that. */
export function redactionOfPerson(person: { names: readonly string[]; emails: readonly string[]; labels: readonly string[] }): Redaction {
	const { names, emails } = person;
	const labels = new Set(person.labels.map(nameKey));
	const patterns = [...names.flatMap(namePatterns), ...emails.map((email) => bounded(escaped(email)))];
	const redaction = redactionOf('erased', patterns, [...names, ...emails], (label) => (labels.has(nameKey(label)) ? '' : label));
	return { ...redaction, hints: [...new Set([...redaction.hints, ...person.labels.map(hintOf)])] };
}

/** Of what was found in `text`; a number also where it is written with other gaps. */
export function redactionOfFinds(text: string, found: readonly Confidential[]): Redaction {
	const finds = found.map(({ from, to }) => text.slice(from, to));
	const isNumber = (find: string) => !/[\p{L}@]/u.test(find);
	const patterns = found.map(({ kind, from, to }, at) => {
		const find = finds[at]!;
		if (isNumber(find)) return `(?<!\\d)${[...find.replace(/\D/g, '')].join('[ \\u00a0\\u202f\\u2009.\\-–]?')}(?!\\d)`;
		const words = bounded(escaped(find));
		if (kind !== 'name' || /\s/.test(find)) return words;
		// Many are called Kari: a name of one word is taken out of this text and its copies only.
		return `(?<=${escaped(text.slice(Math.max(0, from - 20), from))})${words}(?=${escaped(text.slice(to, to + 20))})`;
	});
	const hints = finds.map((find) => (isNumber(find) ? find.replace(/\D/g, '').slice(0, 1) : find));
	return { ...redactionOf('masked', patterns, finds, (label) => label), hints: hints.map(hintOf) };
}

function redactionOf(kind: Redaction['kind'], patterns: string[], needles: readonly string[], label: Redaction['label']): Redaction {
	const pattern = patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'giu');
	return {
		kind,
		label,
		needles,
		hints: needles.map(hintOf),
		text(text) {
			if (!pattern) return text;
			const composed = text.normalize('NFC');
			const without = composed.replace(pattern, bars);
			return without === composed ? text : without;
		}
	};
}

const anApostrophe = /['’‘ʼ`´]/g;
const aHyphen = /[-‐‑–]/g;

/** The name; first and last of several; and with the last one first, as in lists. A genitive goes with it. */
function namePatterns(name: string): string[] {
	const parts = name
		.normalize('NFC')
		.trim()
		.split(/\s+/)
		.map((part) => escaped(part).replace(anApostrophe, "(?:['’‘ʼ`´]|&#39;)").replace(aHyphen, '[-‐‑–]'));
	const [first, last] = [parts[0]!, parts.at(-1)!];
	if (parts.length === 1) return [bounded(`${first}s?`)];
	const gap = '[\\s\\u00a0]+';
	return [parts.join(gap), ...(parts.length > 2 ? [`${first}${gap}${last}`] : []), `${last},${gap}${parts.slice(0, -1).join(gap)}`].map(
		(each) => bounded(`${each}s?`)
	);
}

const bounded = (pattern: string) => `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`;
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The longest run of ASCII letters and digits: it is the same in JSON, HTML and either form of Unicode. */
function hintOf(words: string): string {
	const runs = words
		.normalize('NFC')
		.toLowerCase()
		.match(/[a-z0-9]+/g) ?? [''];
	return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

/** Keys whose strings are labels, in all that is kept as JSON. */
const labelKeys = new Set(['by', 'speaker']);

/** A value of JSON with the redaction carried out in all its strings. */
export function redactedJson<T>(value: T, redaction: Redaction, key = ''): T {
	if (typeof value === 'string') return (labelKeys.has(key) ? redaction.text(redaction.label(value)) : redaction.text(value)) as T;
	if (Array.isArray(value)) return value.map((each) => redactedJson(each as unknown, redaction, key)) as T;
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([own, each]) => [own, redactedJson(each as unknown, redaction, own)])) as T;
}
