import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { chosen, tooLong } from '../input.ts';

/** What a page calls something that it has written down before the server has heard of it: as `newId`. */
const key = v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z]{20}$/)));

export const walkIn = v.object({ name: line(120, () => m.gatherings_name_missing(), tooLong), unitId: chosen, key });

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
