import { expect, test } from 'vitest';
import * as v from 'valibot';
import { readOn } from '#lib/dateFields.ts';
import { addressesIn } from '#lib/gatherings/invitations/pastedAddresses.ts';

/** The schemas of all forms. */
const modules = import.meta.glob<Record<string, unknown>>('/src/{lib,routes}/**/input.ts', { eager: true });
type FormSchema = v.GenericSchema & { entries: Record<string, v.GenericSchema> };
const forms = Object.entries(modules).flatMap(([path, exported]) =>
	Object.entries(exported)
		.filter((each): each is [string, FormSchema] => typeof each[1] === 'object' && each[1] !== null && 'entries' in each[1])
		.map(([name, schema]) => [`${name} of ${path.replace('/src/', '')}`, schema] as const)
);

/** As much as a form may hold, of what a pattern that tries each place from each place would be at for an hour. */
const size = 300_000;
const nasty = [' ', '\n', ' \n', '\u00a0', '0', '1.', ',-', 'a.', 'a@', '-', '<', '\ufeff'].flatMap((part) => [
	part.repeat(size / part.length),
	`x${part.repeat(size / part.length)}x`,
	`a@${part.repeat(size / part.length)}@`
]);

test('there are forms to look at', () => {
	expect(forms.length).toBeGreaterThan(60);
});

test.each(forms)('the form %s reads what is far too long in one pass', { timeout: 20_000 }, (_, schema) => {
	for (const text of nasty) {
		for (const value of [text, [text]]) {
			const sent = Object.fromEntries(Object.keys(schema.entries).map((name) => [name, value]));
			expect(() => readOn('2018-01-15', () => v.safeParse(schema, sent))).not.toThrow();
		}
	}
});

test('pasted addresses are read in one pass', { timeout: 20_000 }, () => {
	for (const text of nasty) expect(addressesIn(text).people).toEqual([]);
});
