import { describe, expect, test } from 'vitest';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { hasWords, nameKey, sameName, wordsOf } from '#lib/text/names.ts';
import { hasUnseen, seenText } from '#lib/text/unseen.ts';

describe('A mail address', () => {
	test.each([
		['anna@stord.example', 'anna@stord.example'],
		[' Anna.Berg+forum@Stord.Example ', 'anna.berg+forum@stord.example'],
		["o'brien@stord.example", "o'brien@stord.example"],
		['o’brien@stord.example', "o'brien@stord.example"],
		['anne‑marie@stord.example', 'anne-marie@stord.example'],
		['post@bømlo.example', 'post@xn--bmlo-gra.example'],
		['post@BØMLO.example', 'post@xn--bmlo-gra.example'],
		['post@bo\u0308mlo.example', 'post@xn--bmlo-5qa.example'],
		['post@xn--bmlo-gra.example', 'post@xn--bmlo-gra.example'],
		['an\u200bna@stord\u00ad.example\ufeff', 'anna@stord.example'],
		['#!$%&*+/=?^_`{|}~-@stord.example', '#!$%&*+/=?^_`{|}~-@stord.example'],
		['1@2.stord.example', '1@2.stord.example']
	])('%j is %s', (typed, address) => {
		expect(mailAddress(typed)).toBe(address);
		expect(mailAddress(address)).toBe(address);
	});

	test.each([
		...['', 'anna', 'anna@', '@stord.example', 'anna@stord', 'a@b', 'anna..vik@stord.example', '.a@stord.example', 'a.@stord.example'],
		...['anna@@stord.example', 'anna@stord.example@x.example', 'anna vik@stord.example', 'anna@sto rd.example', 'anna@stord.example.'],
		'anna@stord.example, berit@stord.example',
		'anna@stord.example;berit@stord.example',
		'Anna <anna@stord.example>',
		'"anna b"@stord.example',
		'anna@stord.example\r\nBcc: alle@stord.example',
		'anna@st\nord.example',
		...['anna@stord..example', 'anna@-stord.example', 'anna@stord_.example', 'anna@[127.0.0.1]', 'anna@127.0.0.1', 'anna@1.2'],
		...['anna@stord.example(kommentar)', 'anna@stord.example:25', 'anna@stord.example/x', 'åse@stord.example'],
		`${'a'.repeat(65)}@stord.example`,
		`anna@${'a.'.repeat(130)}example`
	])('%j is not one address', (typed) => {
		expect(mailAddress(typed)).toBeUndefined();
	});
});

describe('Two names', () => {
	test.each([
		['Åse Østbø', 'A\u030ase Østbø', 'the letters are composed otherwise'],
		['Åse', '\u212bse', 'the letter is the sign for ångström'],
		["Liv O'Brien", 'liv o’brien', 'the apostrophe is another'],
		['Anne-Marie Vik', 'Anne\u2011Marie  Vik ', 'the hyphen and the spaces are others'],
		['ÉVA ÆRØ', 'éva ærø', 'the case is another'],
		['Kari Vik', 'Ka\u200bri\u00ad Vik\u2060', 'there is more that nobody sees'],
		['Kari Vik', '\u041aаri Vik', 'letters are Cyrillic'],
		['Ina Moe', '\u0399nα Μοe', 'letters are Greek'],
		['Иван', 'ИВАН', 'all of it is Cyrillic'],
		['Kari Vik', 'Ｋａｒｉ Ｖｉｋ', 'the letters are wide'],
		['Groß', 'GROSS', 'ß has no capital']
	])('%s and %s are the same when %s', (one, other) => {
		expect(sameName(one, other)).toBe(true);
	});

	test.each([
		['Kari Vik', 'Kåri Vik'],
		['Kari Vik', 'Kari Viks'],
		["O'Neill", 'ONeill'],
		['Bjørn', 'Bjorn'],
		['André', 'Andre'],
		['Håkon', 'Haakon']
	])('%s and %s are two', (one, other) => {
		expect(sameName(one, other)).toBe(false);
	});

	test('have one key, whoever sees it', () => {
		expect(nameKey(' NAV\u00a0 Stord ')).toBe('nav stord');
	});
});

describe('What is searched for', () => {
	test.each([
		['østbø', 'Åse ØSTBØ'],
		['a\u030ase', 'ÅSE Østbø'],
		['ANDRÉ', 'Andre Lie'],
		['andre', 'André Lie'],
		['o’b', "Liv O'Brien"],
		['anne marie', 'Anne\u2010Marie Vik'],
		['anne–marie', 'Anne Marie Vik'],
		['arie', 'Anne-Marie Vik'],
		['vik\u200b ann', 'Anne-Marie Vik'],
		['', 'Anne']
	])('%j finds %s', (search, name) => {
		expect(hasWords(name, wordsOf(search))).toBe(true);
	});

	test.each([
		['ase', 'Åse'],
		['ostbo', 'Østbø'],
		['vik per', 'Anne Vik']
	])('%j does not find %s', (search, name) => {
		expect(hasWords(name, wordsOf(search))).toBe(false);
	});
});

describe('A text', () => {
	test('is stored composed and without what nobody sees, and whoever typed it can be told', () => {
		expect(seenText('A\u030ase\u200b\u00ad\u2060\ufeff\u200e\u202e Vik')).toBe('Åse Vik');
		expect(hasUnseen('Åse\u200b')).toBe(true);
		expect(hasUnseen('A\u030ase\n\tVik')).toBe(false);
	});

	test('keeps what joins emoji and the letters of other scripts, and loses it within Latin ones', () => {
		for (const text of ['👩\u200d💻 👨‍👩‍👧', 'می\u200cخواهم', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) expect(seenText(text)).toBe(text);
		expect(seenText('Ka\u200dri\u200c')).toBe('Kari');
	});
});
