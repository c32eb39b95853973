import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

export const tooLong = (limit: { max: number }) => m.common_too_long(limit);
export const name = line(140, () => m.cycle_name_missing(), tooLong);
export const role = line(140, () => m.cycle_role_missing(), tooLong);
export const otherName = optionalText(140, tooLong);
export const id = v.pipe(v.string(), v.minLength(1));
export const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value || null)
);
export const whole = (min: number, max: number) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(text) => /^\d{1,3}$/.test(text) && Number(text) >= min && Number(text) <= max,
			() => m.common_whole_number({ min, max })
		),
		v.transform(Number)
	);
export const note = v.pipe(
	optionalText(500, tooLong),
	v.transform((text) => text || null)
);
