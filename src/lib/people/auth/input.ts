import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { email, language, newPassword, personName, tooLong, unitName } from '../input.ts';

export const signIn = v.object({
	email,
	password: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.people_password_missing()),
		v.maxLength(200, () => tooLong({ max: 200 }))
	),
	/** A box that is sent when it is ticked. */
	isOwnMachine: v.pipe(
		v.optional(v.array(v.picklist(['yes'])), []),
		v.transform((ticked) => ticked.length > 0)
	)
});

/** Who asks for a link to set their password. */
export const forgotten = v.object({ email });

/** A password by a link. */
export const setPassword = v.object({ password: newPassword });

/** One's own password, by the present one. */
export const changePassword = v.object({
	present: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.account_present_missing()),
		v.maxLength(1000, () => tooLong({ max: 1000 }))
	),
	password: newPassword
});

export const setUp = v.object({
	token: line(100, () => m.people_token_missing(), tooLong),
	municipality: line(120, () => m.people_municipality_missing(), tooLong),
	locale: language,
	unit: unitName,
	name: personName,
	email,
	password: newPassword
});
