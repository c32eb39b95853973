import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

export const tooLong = (limit: { max: number }) => m.common_too_long(limit);
export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

export const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value || null)
);

export const shortLine = (max: number) =>
	v.pipe(
		optionalText(max, tooLong),
		v.transform((value) => value.replace(/\s+/g, ' ') || null)
	);

export const year = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.regex(/^(19|20|21)\d{2}$/, () => m.plan_year_wrong()),
	v.transform(Number)
);

export const edition = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : 0))
);

/** As long as a paragraph of a plan may be. */
export const words = optionalText(10_000, tooLong);

export const sentence = v.pipe(
	optionalText(1_000, tooLong),
	v.transform((value) => value || null)
);

/** "120 000", "kr 120.000,-": whole kroner. */
export const kroner = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value.replace(/^\s*kr\.?|kr\.?\s*$|,-\s*$|[\s.\u00a0\u202f]/gi, '')),
	v.check(
		(value) => /^\d{0,12}$/.test(value),
		() => m.measure_cost_wrong()
	),
	v.transform((value) => (value === '' ? null : Number(value)))
);
