import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confidentialIn, confidentialKinds, isDuf, isIdentity, masked } from '#lib/pii/detect.ts';

/** All of them made up: the dates are right, the check digits are calculated, nobody has them. */
describe('what points at one person', () => {
	test.each([
		['an ordinary number', '31129900183'],
		['a d-number (day + 40)', '71129900096'],
		['an h-number (month + 40)', '31529900085'],
		['a synthetic number (month + 80)', '31929900068'],
		['a synthetic d-number', '71929900051'],
		['the form from 2032, where the first check digit may leave 1', '01013200064'],
		['the form from 2032, where the first check digit may leave 3', '01013200080'],
		['somebody born on 29 February', '29020000064']
	])('a national identity number is known: %s', (_, digits) => {
		expect(isIdentity(digits)).toBe(true);
		const [first, last] = [digits.slice(0, 6), digits.slice(6)];
		for (const written of [
			digits,
			`${first} ${last}`,
			`${first}-${last}`,
			`${digits.slice(0, 2)}.${digits.slice(2, 4)}.${digits.slice(4, 6)} ${last}`
		])
			expect(confidentialKinds(`Ho heiter Kari, ${written}, og bur i Leirvik.`)).toEqual(['identity']);
	});

	test.each([
		['a wrong check digit', '31129900184'],
		['the 32nd of a month', '32129900000'],
		['the 13th month', '01139900000'],
		['the 30th of February', '30020000000'],
		['an account number', '12345678903']
	])('it is not taken for one: %s', (_, digits) => {
		expect(isIdentity(digits)).toBe(false);
	});

	test('of random eleven digits about 0.7 % look like one: that is why nothing is deleted', () => {
		let seed = 7;
		const digit = () => ((seed = (seed * 48271) % 2147483647) >> 8) % 10;
		let hits = 0;
		for (let i = 0; i < 50_000; i++) if (isIdentity(Array.from({ length: 11 }, digit).join(''))) hits++;
		expect(hits / 50_000).toBeGreaterThan(0.005);
		expect(hits / 50_000).toBeLessThan(0.009);
	});

	test('a DUF number is known by its check digits', () => {
		expect(isDuf('200205705502')).toBe(true);
		expect(isDuf('200205705503')).toBe(false);
		expect(confidentialKinds('DUF 200205705502')).toEqual(['duf']);
		expect(confidentialKinds('201801151200')).toEqual([]);
	});

	test.each([
		'41234567',
		'412 34 567',
		'41 23 45 67',
		'+47 41 23 45 67',
		'+4741234567',
		'0047 53 49 66 00',
		'+46 70 123 45 67',
		'53496600'
	])('a telephone number is known: %s', (number) => {
		expect(confidentialKinds(`Ring ${number}!`)).toEqual(['phone']);
	});

	test.each(['kari.nordmann@stord.kommune.no', 'åse@døme.no', 'k+1@x.example'])('an email address is known: %s', (address) => {
		expect(confidentialIn(`Skriv til ${address}.`)).toEqual([{ kind: 'email', from: 10, to: 10 + address.length }]);
	});

	test.each([
		'Frå 2017 til 2018 og 2019–2020',
		'20180115',
		'25 000 000 kroner til 40 000 bustader',
		'110, 112, 113 og 116 117',
		'Sak 2018/12345, § 1-2, kl. 09.00–15.00',
		'Organisasjonsnummer 939 866 914',
		'@leirvik og æøå 👩‍👧'
	])('ordinary words and numbers are left alone: %s', (text) => {
		expect(confidentialIn(text)).toEqual([]);
	});

	test('what is masked shows nothing of it, and everything around it', () => {
		expect(masked('Ring Åse på 41 23 45 67 eller åse@døme.no 🏠')).toBe('Ring Åse på █████ eller █████ 🏠');
		expect(masked('Éin stad å ringje')).toBe('Éin stad å ringje');
	});

	test('whatever people write, what is masked has nothing left to find', () => {
		const piece = fc.constantFrom('31129900183', '41234567', 'a@b.no', ' ', ', ', 'x', '1', '+47', '\n', '👩‍👧', '200205705502');
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
				expect(confidentialIn(masked(pieces.join('')))).toEqual([]);
			})
		);
	});
});
