import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likeness, similarTo } from '#lib/topics/similarity.ts';

const titles = [
	'Bustøttekurs for nye saksbehandlarar',
	'Startlån og tilskot – frå søknad til vedtak',
	'Gjeldsrådgjeving før det blir ei bustadsak',
	'Housing First – to år etter',
	'Godt å bu heime – kva seier vi til innbyggjarane?',
	'Leige til eige – kva kan vi lære av Skien?',
	'Hindre utkasting – rutine på tvers',
	'Brukarplan – oversikt over brukargrupper',
	'Husbankens kalkulator i praksis',
	'Velferdsteknologi og digitalt tilsyn',
	'Nabodialog – kven tek samtalen?',
	'Unge og barnefamiliar – kva treng dei av oss?'
];
const topics = titles.map((title) => ({ title }));

describe('topics that are like each other', () => {
	test.each([
		['Kurs i bustønad for nye saksbehandlarar', 'Bustøttekurs for nye saksbehandlarar'],
		['Bostøttekurs for nye saksbehandlere', 'Bustøttekurs for nye saksbehandlarar'],
		['bustøttekurs', 'Bustøttekurs for nye saksbehandlarar'],
		['Startlån og tilskudd – fra søknad til vedtak', 'Startlån og tilskot – frå søknad til vedtak'],
		['Fra leie til eie', 'Leige til eige – kva kan vi lære av Skien?'],
		['Housing First', 'Housing First – to år etter'],
		['Godt å bo hjemme', 'Godt å bu heime – kva seier vi til innbyggjarane?'],
		['Barnefamilier og unge', 'Unge og barnefamiliar – kva treng dei av oss?'],
		['Økonomisk rådgivning før det blir boligsak', 'Gjeldsrådgjeving før det blir ei bustadsak'],
		['Hindre utkastelser', 'Hindre utkasting – rutine på tvers']
	])('«%s» is like «%s»', (title, expected) => {
		expect(similarTo(title, topics)[0]?.title).toBe(expected);
	});

	test.each(['Tryggleik i kvardagen for eldre', 'Sommarjobb for studentar', 'Universell utforming av uteområde', 'Lunsj'])(
		'«%s» is like none of them',
		(title) => {
			expect(similarTo(title, topics)).toEqual([]);
		}
	);

	test('the twelve of the demo are not like each other', () => {
		for (const title of titles) expect(similarTo(title, topics).map((topic) => topic.title)).toEqual([title]);
	});

	test('likeness is 1 for the same words in any order, 0 for nothing, and the same both ways', () => {
		expect(likeness('Startlån og tilskot', 'tilskot, startlån!')).toBe(1);
		expect(likeness('', 'Startlån')).toBe(0);
		fc.assert(
			fc.property(fc.string(), fc.string(), (a, b) => {
				expect(likeness(a, b)).toBeCloseTo(likeness(b, a), 10);
				expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
				expect(likeness(a, b)).toBeLessThanOrEqual(1);
			})
		);
	});
});
