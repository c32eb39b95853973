import { readdirSync, readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { expect, test } from 'vitest';
import { shownChoice } from '#lib/cafe/participants/input.ts';
import { parsedBy } from '#lib/form.ts';
import { overwriteGetLocale } from '#lib/i18n/paraglide/runtime.js';
import { filledRole } from '#lib/people/units/input.ts';
import { root } from '../../support/sources.ts';

/** Every schema that an `input.ts` exports: what forms are read by. */
async function everySchema(): Promise<{ name: string; schema: v.GenericSchema }[]> {
	const paths = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((path) => /(^|\/)input\.ts$/.test(path));
	const modules = await Promise.all(
		paths.map(async (path) => ({ path, exports: (await import(`${root}src/${path}`)) as Record<string, unknown> }))
	);
	return modules.flatMap(({ path, exports }) =>
		Object.entries(exports).flatMap(([name, schema]) => (isSchema(schema) ? [{ name: `${path} ${name}`, schema }] : []))
	);
}

const isSchema = (value: unknown): value is v.GenericSchema =>
	typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';

/** The words of every message and its variants, with a hole for each placeholder. */
function catalogue(locale: string): RegExp[] {
	const folder = `${root}src/lib/i18n/messages/${locale}`;
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
	const texts = (value: unknown): string[] =>
		typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
	return (
		files
			.flatMap((path) => texts(JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'))))
			// What is placeholders only would match anything.
			.filter((text) => /\p{L}{3}/u.test(text.replace(/\{[^{}]*\}/g, '')))
			.map((text) => new RegExp(`^${text.replace(/[\\^$.*+?()[\]|]/g, '\\$&').replace(/\{[^{}]*\}/g, '.+')}$`, 's'))
	);
}

/** What may come into a form: nothing, everything empty, and everything of a kind that no field has. */
const sent: { title: string; of: (fields: string[]) => Record<string, unknown> }[] = [
	{ title: 'nothing', of: () => ({}) },
	{ title: 'empty fields', of: (fields) => Object.fromEntries(fields.map((field) => [field, ''])) },
	{
		title: 'lists where a text belongs, and texts where a list does',
		of: (fields) => Object.fromEntries(fields.map((field) => [field, field.length % 2 ? [''] : '\u2603']))
	},
	{ title: 'numbers', of: (fields) => Object.fromEntries(fields.map((field) => [field, 7])) }
];

test.each(sent)('whatever a form lacks is said in words of ours: $title', async ({ of }) => {
	const schemas = await everySchema();
	expect(schemas.length).toBeGreaterThan(100);
	overwriteGetLocale(() => 'nn');
	const known = catalogue('nn');
	expect(known.some((message) => message.test('Invalid key: Expected "outcome" but received undefined'))).toBe(false);
	const strange: string[] = [];
	for (const { name, schema } of schemas) {
		const parsed = parsedBy(schema, of(Object.keys((schema as { entries?: object }).entries ?? {})));
		if (parsed.ok) continue;
		for (const [field, words] of Object.entries(parsed.errors))
			if (!known.some((message) => message.test(words))) strange.push(`${name}, ${field}: ${words}`);
	}
	expect(strange).toEqual([]);
});

test('what is too long for a field is told, and never cut', async () => {
	const cut: string[] = [];
	let told = 0;
	for (const { name, schema } of await everySchema())
		for (const field of [...Object.keys((schema as { entries?: object }).entries ?? {}), 'reason-1']) {
			const long = 'a'.repeat(20_000);
			const parsed = parsedBy(schema, { [field]: long, ...(field === 'reason-1' && { 'state-1': 'declined' }) });
			if (!parsed.ok && parsed.errors[field]) told++;
			else if (parsed.ok && JSON.stringify(parsed.data).includes('aaaaaaaaaa') && !JSON.stringify(parsed.data).includes(long))
				cut.push(`${name}, ${field}`);
		}
	expect(cut).toEqual([]);
	expect(told).toBeGreaterThan(100);
});

test('a choice that is missing is asked for by what it is about, in each language', () => {
	const said = (schema: v.GenericSchema) => {
		const parsed = parsedBy(schema, {});
		return parsed.ok ? {} : parsed.errors;
	};
	for (const [locale, kind, shownAs] of [
		['nn', 'Vel om rolla leier eininga.', 'Vel kva dei andre skal sjå.'],
		['nb', 'Velg om rollen leder enheten.', 'Velg hva de andre skal se.'],
		['en', 'Choose whether the role leads the unit.', 'Choose what others should see.']
	] as const) {
		overwriteGetLocale(() => locale);
		expect(said(filledRole)).toMatchObject({ kind });
		expect(said(shownChoice)).toEqual({ shownAs });
	}
});
