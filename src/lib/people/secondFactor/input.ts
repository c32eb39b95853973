import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';

const code = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.minLength(1, () => m.account_code_missing()),
	v.maxLength(60, () => m.account_code_wrong())
);

export const oneCode = v.object({ code });

/** The code of a sign-in that has begun with a password. */
export const codeOfStep = v.object({ step: v.optional(v.string(), ''), code });

export const confirmation = v.object({
	code,
	present: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.account_present_missing()),
		v.maxLength(1000, () => m.common_too_long({ max: 1000 }))
	)
});
