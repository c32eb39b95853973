import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { CivilDate } from './dates.ts';
import { readOn } from './dateFields.ts';
import { hasUnseen, seenText } from './text/unseen.ts';

/** What was typed, so that a form that is answered with errors still shows it. Repeated names are lists. */
export type FormValues = Record<string, string | string[]>;

export type Parsed<T> = { ok: true; data: T } | { ok: false; values: FormValues; errors: Record<string, string> };

/**
 * Reads a native form through a Valibot schema. Line ends become `\n`; files are left out.
 * Fields named `x[]` are always lists under `x`. An error is the schema's own message (a message key's text), first one a field.
 * `today` is what days without a year are read by, where the form has such.
 */
export function parseForm<S extends v.GenericSchema>(schema: S, form: FormData, today?: CivilDate): Parsed<v.InferOutput<S>> {
	const values = valuesOf(form);
	const parsed = today === undefined ? parsedBy(schema, values) : readOn(today, () => parsedBy(schema, values));
	return parsed.ok ? parsed : { ...parsed, values };
}

/** Passwords are taken as they are typed: whoever chose one with a strange character has no other. */
const isSecret = (name: string) => /password/i.test(name);

/** Whether something that nobody sees was typed or pasted into a form, which `valuesOf` leaves out. */
export function hasUnseenIn(form: FormData): boolean {
	return [...form].some(([key, value]) => typeof value === 'string' && !isSecret(key) && hasUnseen(value.replace(/\r/g, '')));
}

/** What stands in a form, as `parseForm` reads it: composed letters, nothing unseen; one pass, whatever the number of fields. */
export function valuesOf(form: FormData): FormValues {
	const values = new Map<string, string | string[]>();
	for (const [key, value] of form) {
		if (typeof value !== 'string') continue;
		const lines = value.replace(/\r\n?/g, '\n');
		const clean = isSecret(key) ? lines : seenText(lines);
		if (!key.endsWith('[]')) {
			if (!values.has(key)) values.set(key, clean);
			continue;
		}
		const name = key.slice(0, -2);
		const list = values.get(name);
		if (Array.isArray(list)) list.push(clean);
		else values.set(name, [clean]);
	}
	return Object.fromEntries(values);
}

/** Anything through a schema, with the errors as `parseForm` gives them. */
export function parsedBy<S extends v.GenericSchema>(
	schema: S,
	values: unknown
): { ok: true; data: v.InferOutput<S> } | { ok: false; errors: Record<string, string> } {
	const parsed = v.safeParse(schema, values, { message: unsaid });
	if (parsed.success) return { ok: true, data: parsed.output };
	const errors: Record<string, string> = {};
	for (const issue of parsed.issues) {
		const field = v.getDotPath(issue) ?? 'form';
		errors[field] ??= isMissing(issue) ? sentenceForNothing(schema, field) : issue.message;
	}
	return { ok: false, errors };
}

/** What is said in the reader's language where a schema says nothing itself. */
const unsaid = ({ input }: { input: unknown }) => (input === undefined || input === '' ? m.app_field_missing() : m.app_field_unread());

/** A field that was not sent at all, such as a group in which nothing is chosen: Valibot faults its object, and doesn't ask the field. */
const isMissing = ({ type, received }: v.BaseIssue<unknown>) => type === 'object' && received === 'undefined';

/** What a schema's field says of nothing: an empty text, or an empty list. */
function sentenceForNothing(schema: v.GenericSchema, field: string): string {
	const { entries = {} } = schema as { entries?: Record<string, v.GenericSchema> };
	const entry = entries[field];
	const parsed = entry && v.safeParse(entry, entry.type === 'array' ? [] : '', { message: unsaid });
	return parsed?.issues?.[0].message ?? m.app_field_missing();
}

/**
 * A text field: trimmed, without unseen characters, 1…`max` characters. `required` and `tooLong` are called when wrong, in the
 * reader's language.
 */
export function text(max: number, required: () => string, tooLong: (limit: { max: number }) => string) {
	return v.pipe(
		optionalText(max, tooLong),
		v.minLength(1, () => required())
	);
}

/** As `text`, but may be left empty; missing is ''. */
export function optionalText(max: number, tooLong: (limit: { max: number }) => string) {
	return v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => seenText(value).trim()),
		v.maxLength(max, () => tooLong({ max }))
	);
}

/** One line of `text`: line ends and tabs become spaces. */
export function line(max: number, required: () => string, tooLong: (limit: { max: number }) => string) {
	return v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) =>
			seenText(value)
				.replace(/[\s\u2028\u2029]+/g, ' ')
				.trim()
		),
		v.minLength(1, () => required()),
		v.maxLength(max, () => tooLong({ max }))
	);
}

/** A box: true when it is ticked. */
export const ticked = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value !== '')
);
