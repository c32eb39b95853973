import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { span } from '#lib/i18n/format.ts';
import { glossary, messages, wordsNotSaid, wordsNotToBeSaid, wrongWhenOne, type Said } from '../../support/wording.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const all = messages();
const said = (locale: string, text: string, key = 'plan_a', when = ''): Said => ({ locale, key, when, text });

/** The words in quotes of some files, without what is put into them, addresses, and the names of environments. */
function quotedIn(locale: string, folder: string, files: readonly string[]): Said[] {
	return files.flatMap((file) =>
		[...readFileSync(`${root}${folder}/${file}`, 'utf8').matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
			.map(([, single, template]) => (single ?? template ?? '').replace(/\$\{[^}]*\}|\w+:\/\/\S+|production, development or test/g, ''))
			.filter((text) => /\p{L} \p{L}/u.test(text))
			.map((text) => said(locale, text, file))
	);
}
const typescript = (folder: string) => readdirSync(`${root}${folder}`).filter((file) => file.endsWith('.ts'));

describe('The words of the glossary', () => {
	test('are the only ones for what they mean, in every message, and name nobody’s history', () => {
		expect(wordsNotToBeSaid(all)).toEqual([]);
		expect(wordsNotSaid(all)).toEqual([]);
	});

	test('are those of the commands, and of the demo where it does not quote a note or the plan', () => {
		const { terms } = glossary;
		expect(wordsNotToBeSaid(quotedIn('en', 'src', typescript('src')), { terms, elsewhere: [] }, false)).toEqual([]);
		const quoting = ['cafeNotes.ts', 'draft.ts', 'plan.ts'];
		const demo = typescript('db/demo').filter((file) => !quoting.includes(file));
		expect(wordsNotToBeSaid(quotedIn('nn', 'db/demo', demo), { terms, elsewhere: [] }, false)).toEqual([]);
	});

	test.each<[string, Said, RegExp]>([
		['an inflected word', said('nn', 'Send innkallingane'), /innkallingane.*invitasjon/],
		['a capital letter', said('nb', 'Brevene venter'), /Brevene.*e-post/],
		['a hyphen inside', said('en', 'By e-mail'), /e-mail.*email/],
		['a word beside a placeholder', said('nn', '{who} startar'), /startar.*ansvar/],
		['a word that needs a following one', said('en', 'the housing forum'), /housing forum/],
		['one municipality', said('en', 'As in Stord'), /Stord.*history/],
		['a year of its history', said('nb', 'Som i 2016: innlegg'), /2016.*history/]
	])('would be missed for %s', (_, one, fault) => {
		expect(wordsNotToBeSaid([one], glossary, false)).toEqual([expect.stringMatching(fault)]);
	});

	test('are whole words: a compound, a date and the same letters in another language are not meant', () => {
		const innocent = [
			said('nn', 'bordvert'),
			said('en', 'vert'),
			said('nb', 'Skriv 14.03.2018'),
			said('en', 'somebody'),
			said('nn', 'kva slags')
		];
		expect(wordsNotToBeSaid(innocent, glossary, false)).toEqual([]);
	});

	test('keep no exception that nothing needs, and name only messages that are there', () => {
		const term = { concept: 'x', nn: 'a', nb: 'a', en: 'a', not: { nn: 'b' }, except: { plan_b: 'why' }, says: ['plan_c'] };
		expect(wordsNotToBeSaid([], { terms: [term], elsewhere: [] })).toEqual([expect.stringMatching(/plan_b.*needs no exception/)]);
		expect(wordsNotSaid([], { terms: [term], elsewhere: [] })).toEqual([expect.stringMatching(/plan_c, which is no message/)]);
	});
});

describe('A message with a number in it', () => {
	test('reads right when the number is 1', () => {
		expect(wrongWhenOne(all)).toEqual([]);
	});

	test.each<[string, Said]>([
		['a plural that another message has a singular of', said('nb', '{days} uker før', 'plan_late')],
		['a plural of its own after “of”', said('nb', '{done} av {weeks} uker', 'plan_done')],
		['an adjective between', said('nb', '{n} nye uker', 'plan_new')],
		['a number that is written out', said('nb', 'Om 1 uker', 'plan_soon')],
		['a second number in a form chosen by the first', said('nb', '{count} uker, {n} uker', 'plan_two', 'countPlural=other')],
		['an English verb', said('en', '{n} are here', 'plan_here')],
		['a range', said('en', '{from}–{to} a year', 'plan_range')]
	])('would be found wrong: %s', (_, one) => {
		const known = [
			said('nb', '{count} uke', 'plan_weeks', 'countPlural=one'),
			said('nb', '{count} uker', 'plan_weeks', 'countPlural=other')
		];
		expect(wrongWhenOne([...known, one])).toEqual([expect.stringContaining(one.key)]);
	});

	test('says a range as one number when both ends are the same', () => {
		expect([span(1, 2), span(1, 1), span('2027', 2027)]).toEqual(['1–2', '1', '2027']);
	});
});
