import { domainToASCII, domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { shownAddress } from '#lib/text/shownAddress.ts';
import { readSources } from '../../support/sources.ts';

test('an address is shown as people write it, and means the same when it is typed back', () => {
	for (const written of ['anna@bømlo.example', 'åse@sæbø.ærlig.example', 'o’brien@kommune.example', 'x@xn--.example']) {
		const stored = mailAddress(written.replace('åse', 'ase')) ?? written;
		expect(mailAddress(shownAddress(stored)) ?? stored).toBe(stored);
	}
	expect(shownAddress('anna@xn--bmlo-gra.example')).toBe('anna@bømlo.example');
	expect(shownAddress('Anna@kommune.example')).toBe('Anna@kommune.example');
	// Letters that only look like others are not shown.
	expect(shownAddress(`anna@${domainToASCII('аpple.example')}`)).toMatch(/^anna@xn--/);
	expect(['', 'no address', 'a@xn--!.example', 'a@xn--99999999999.example'].map(shownAddress)).toHaveLength(4);
});

test('… whatever its domain is called', () => {
	const letters = [...'abcxyz0189åæøäöüéñčłž'];
	const label = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 20 }).map((some) => some.join(''));
	fc.assert(
		fc.property(label, (name) => {
			const ascii = domainToASCII(`${name}.example`);
			expect(shownAddress(`x@${ascii}`)).toBe(`x@${domainToUnicode(ascii)}`);
		})
	);
});

test('… on every page', () => {
	const bare = /(?<!\bshownAddress\()\b(?:recipientEmail|(?:row|body|person|one|mail)\.email)\b(?=\s*(?:\?\?\s*'')?\})/;
	const pages = readSources().filter(({ path }) => /^src\/.*\.svelte$/.test(path));
	expect(bare.test("<p>{body.email}</p> {person.email ?? ''}")).toBe(true);
	expect(pages.filter(({ text }) => bare.test(text.replace(/\{#if [^}]*\}/g, ''))).map(({ path }) => path)).toEqual([]);
});
