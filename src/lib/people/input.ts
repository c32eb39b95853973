import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { mailField } from '#lib/text/mailAddress.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** The sentence of a field with too many characters. */
export const tooLong = (limit: { max: number }) => m.common_too_long(limit);

/** One e-mail address. */
export const email = mailField({ missing: () => m.people_email_missing(), wrong: () => m.people_email_wrong(), tooLong });

/** As `email`, but may be left empty. */
export const optionalEmail = mailField({ wrong: () => m.people_email_wrong(), tooLong });

/** As it was typed, spaces and all: the commands ask `passwordFault`, which knows whose it is. */
export const newPassword = v.optional(v.string(), '');

export const personName = line(120, () => m.people_name_missing(), tooLong);
export const unitName = line(120, () => m.people_unit_missing(), tooLong);
export const language = v.picklist(['nn', 'nb', 'en'], () => m.people_language_wrong());

/** A line of at most 120 characters that may be left empty. */
export const optionalLine = v.pipe(
	optionalText(120, tooLong),
	v.transform((value) => value.replace(/[\s\u2028\u2029]+/g, ' '))
);

/** The id of a row, as a hidden field or a button sends it. */
export const rowId = v.pipe(v.string(), v.minLength(1));

/** The id that was chosen from a list, or null for the empty choice. */
export const chosenId = v.pipe(
	v.optional(v.string(), ''),
	v.transform((id) => id || null)
);
