import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One text that readers may see: a message in one form; `when` is the condition it is chosen by, '' for a plain one. */
export type Said = { locale: string; key: string; when: string; text: string };

type Words = Partial<Record<string, string>>;
type Term = { concept: string; nn: string; nb: string; en: string; not?: Words; except?: Record<string, string>; says?: string[] };
type Glossary = { terms: Term[]; elsewhere: { word: string; why: string }[] };

const i18n = fileURLToPath(new URL('../../src/lib/i18n/', import.meta.url));

export const glossary = JSON.parse(readFileSync(`${i18n}glossary.json`, 'utf8')) as Glossary;

/** Every message of this checkout in every form it has. */
export function messages(): Said[] {
	return ['nn', 'nb', 'en'].flatMap((locale) =>
		readdirSync(`${i18n}messages/${locale}`, { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.json'))
			.flatMap((path) => Object.entries(JSON.parse(readFileSync(`${i18n}messages/${locale}/${path}`, 'utf8')) as object))
			.filter(([key]) => key !== '$schema')
			.flatMap(([key, value]) => formsOf(value).map(([when, text]) => ({ locale, key, when, text })))
	);
}

function formsOf(value: string | [{ match: Record<string, string> }]): [when: string, text: string][] {
	return typeof value === 'string' ? [['', value]] : Object.entries(value[0].match);
}

/** A pattern for whole words, whatever case they are written in. */
const whole = (words: string) => new RegExp(`(?<![\\p{L}\\d_-])(?:${words})(?![\\p{L}\\d_])`, 'iu');

/**
 * The words of the glossary's `not`, and names of `elsewhere`, that these messages say: a sentence each. An exception that no message
 * needs is a fault as well, so that the list stays true; `all` false leaves that out.
 */
export function wordsNotToBeSaid(said: readonly Said[], { terms, elsewhere } = glossary, all = true): string[] {
	const faults: string[] = [];
	const needed = new Set<string>();
	const rules = terms.flatMap((term) => Object.entries(term.not ?? {}).map(([locale, words]) => ({ term, locale, not: whole(words!) })));
	const names = elsewhere.map(({ word, why }) => ({ why, not: whole(word) }));
	for (const { locale, key, text } of said) {
		const plain = text.replace(/\{\w+\}/g, '{}');
		for (const { term, not } of rules.filter((rule) => rule.locale === locale)) {
			const word = not.exec(plain)?.[0];
			if (!word) continue;
			if (term.except && key in term.except) needed.add(`${term.concept}/${key}`);
			else faults.push(`${key} (${locale}) says "${word}" for ${term.concept}: say ${term[locale as 'nn']}.`);
		}
		for (const { why, not } of names) {
			const word = not.exec(plain)?.[0];
			if (word) faults.push(`${key} (${locale}) says "${word}": ${why}.`);
		}
	}
	for (const { concept, except = {} } of all ? terms : [])
		for (const key of Object.keys(except))
			if (!needed.has(`${concept}/${key}`)) faults.push(`The glossary excepts ${key} from ${concept}, and it needs no exception.`);
	return faults;
}

/** The messages that a term of the glossary says must have its word, and have not. */
export function wordsNotSaid(said: readonly Said[], { terms } = glossary): string[] {
	return terms.flatMap(({ says = [], ...term }) =>
		says.flatMap((key) => {
			const forms = said.filter((one) => one.key === key);
			if (forms.length === 0) return [`The glossary names ${key}, which is no message.`];
			return forms
				.filter(({ locale, text }) => !text.toLowerCase().includes(term[locale as 'nn'].toLowerCase().split(',')[0]!))
				.map(({ locale }) => `${key} (${locale}) does not say ${term[locale as 'nn']}.`);
		})
	);
}

/** Placeholders that never are 1: limits that are larger, what `span()` made of two numbers, and a half-year. */
const neverOne = ['max', 'most', 'rows', 'span', 'half'];
/** Messages whose `tables` are a list of numbers that `count` belongs to. */
const lists = ['hall_hands', 'hall_unsaved', 'hall_locked'];

/**
 * Messages that are wrong when the number in them is 1 ("1 veker", "1 are"), and those that put two placeholders around a dash, which
 * becomes "1–1": that is what `span` in `format.ts` is for. A plural is a word that another message, or this one, has another form of
 * when its own number is 1, so the dictionary grows with the messages.
 */
export function wrongWhenOne(said: readonly Said[]): string[] {
	const plurals = pluralsIn(said);
	return said.flatMap(({ locale, key, when, text }) => {
		if (/\}\s?[–-]\s?\{/.test(text)) return [`${key} (${locale}) makes a range of two numbers: use span().`];
		return lists.includes(key) ? [] : oneOf(text, declaredIn(when), plurals, locale, key);
	});
}

/** The numbers that this form is chosen for when they are not 1. */
const declaredIn = (when: string) => [...when.matchAll(/(\w+)Plural=(?:other|\*)/g)].map(([, name]) => name!);

function oneOf(text: string, many: readonly string[], plurals: Map<string, Set<string>>, locale: string, key: string): string[] {
	const shown = text.replace(/\{(\w+)\}/g, (_, name: string) => (neverOne.includes(name) || many.includes(name) ? '2' : '1'));
	for (const [found, between = '', word] of shown.matchAll(/(?<![\d.,:/§–-])1 (?:(\p{L}+) )?(\p{L}+)/gu))
		for (const one of [between, word!]) if (plurals.get(locale)?.has(one.toLowerCase())) return [`${key} (${locale}) can say "${found}".`];
	return [];
}

/** Words after a number that read otherwise when it is 1, by language. */
function pluralsIn(said: readonly Said[]): Map<string, Set<string>> {
	const plurals = new Map([
		['nn', new Set<string>()],
		['nb', new Set<string>()],
		['en', new Set(['are', 'have', 'were', 'wait'])]
	]);
	const after = (text: string, name: string) =>
		[...text.matchAll(new RegExp(`(?:\\{${name}\\}|(?<!\\d)1|[Éé]i?n|[Éé]i|[Éé]tt?|[Ee]itt|[Ee]tt|[Oo]ne) (\\p{L}+)`, 'gu'))].map(
			([, word]) => word!.toLowerCase()
		);
	for (const { locale, key, when, text } of said) {
		for (const name of declaredIn(when)) {
			const one = said.find(
				(other) => other.locale === locale && other.key === key && other.when === when.replace(`${name}Plural=other`, `${name}Plural=one`)
			);
			const alone = one ? after(one.text, name) : [];
			for (const [, word] of text.matchAll(new RegExp(`\\{${name}\\} (\\p{L}+)`, 'gu')))
				if (alone.length > 0 && word !== 'min' && !alone.includes(word!.toLowerCase())) plurals.get(locale)!.add(word!.toLowerCase());
		}
	}
	return plurals;
}
