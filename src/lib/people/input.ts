import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** The sentence of a field with too many characters. */
export const tooLong = (limit: { max: number }) => m.common_too_long(limit);

/** One e-mail address, lower case, at most 254 characters (RFC 5321 §4.5.3.1.3). */
export const email = v.pipe(
	line(254, () => m.people_email_missing(), tooLong),
	v.toLowerCase(),
	v.email(() => m.people_email_wrong())
);

/** At least 10 characters: length beats composition rules (NIST SP 800-63B §5.1.1). */
export const newPassword = v.pipe(
	v.optional(v.string(), ''),
	v.minLength(10, () => m.people_password_short()),
	v.maxLength(200, () => tooLong({ max: 200 }))
);

export const personName = line(120, () => m.people_name_missing(), tooLong);
export const unitName = line(120, () => m.people_unit_missing(), tooLong);
export const language = v.picklist(['nn', 'nb', 'en'], () => m.people_language_wrong());

/** A line of at most 120 characters that may be left empty. */
export const optionalLine = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.maxLength(120, () => tooLong({ max: 120 }))
);

/** The id of a row, as a hidden field or a button sends it. */
export const rowId = v.pipe(v.string(), v.minLength(1));

/** The id that was chosen from a list, or null for the empty choice. */
export const chosenId = v.pipe(
	v.optional(v.string(), ''),
	v.transform((id) => id || null)
);
