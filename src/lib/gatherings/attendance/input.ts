import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { dateAsKnown } from '#lib/dateFields.ts';
import { chosen, ids, optionalLine, theme, tooLong } from '../input.ts';

/** What a page calls something that it has written down before the server has heard of it: as `newId`. */
const key = v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z]{20}$/)));

export const walkIn = v.object({ name: line(120, () => m.gatherings_name_missing(), tooLong), unitId: chosen, key });

/** Who walked in, mended. */
export const walkInDetails = v.object({
	attendanceId: v.pipe(v.string(), v.minLength(1)),
	name: line(120, () => m.gatherings_name_missing(), tooLong),
	unitId: chosen
});

export const checkIn = v.object({ personId: v.pipe(v.string(), v.minLength(1)) });

export const undo = v.union([
	v.object({ attendanceId: v.pipe(v.string(), v.minLength(1)) }),
	v.object({ personId: v.pipe(v.string(), v.minLength(1)) })
]);

/** At the door: who comes in, when they are not signed in and have no link. */
export const arrival = v.object({ name: line(120, () => m.gatherings_name_missing(), tooLong), unitId: chosen });

export const doorCode = v.object({
	code: v.pipe(
		optionalText(40, tooLong),
		v.minLength(1, () => m.attendance_code_missing())
	)
});

/** A gathering of before, as far as it is known. */
export const past = v.object({
	seriesId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.attendance_past_no_series())
	),
	theme,
	when: v.pipe(
		dateAsKnown,
		v.string(() => m.common_known_date_wrong())
	),
	recipe: v.picklist(['talksWorkshop', 'talksCafe', 'halfDayCourse']),
	room: optionalLine(120),
	attendedCount: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.regex(/^\d{0,4}$/, () => m.attendance_past_count_wrong()),
		v.transform((typed) => (typed === '' ? null : Number(typed)))
	),
	unitIds: ids
});
