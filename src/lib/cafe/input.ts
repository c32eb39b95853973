import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';

export const tooLong = (limit: { max: number }) => m.common_too_long(limit);
export const id = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^[0-9a-z]{1,40}$/, () => m.cafe_choose())
);
export const idOrNone = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^[0-9a-z]{0,40}$/, () => m.cafe_choose()),
	v.transform((value) => value || null)
);

/** A whole number typed by hand, between `min` and `max`. */
export function whole(min: number, max: number) {
	const wrong = () => m.common_whole_number({ min, max });
	return v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.regex(/^\d{1,4}$/, wrong),
		v.transform(Number),
		v.minValue(min, wrong),
		v.maxValue(max, wrong)
	);
}

export const shownAs = v.picklist(['name', 'unit', 'none'], () => m.cafe_shown_missing());

/** What concerns one table. */
export const table = v.object({ tableId: id });
