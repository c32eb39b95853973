import * as v from 'valibot';
import { optionalDay } from '#lib/dateFields.ts';
import { optionalText, text } from '#lib/form.ts';
import { plenaryParts } from './plenary.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

const tooLong = (limit: { max: number }) => m.common_too_long(limit);
const pointText = text(600, () => m.summaries_point_missing(), tooLong);

export const merge = v.object({
	points: v.pipe(
		v.optional(v.array(v.string()), []),
		v.minLength(2, () => m.common_tick_two())
	),
	text: pointText
});

/** One part a line. */
export const split = v.object({
	pointId: v.string(),
	parts: v.pipe(
		text(2400, () => m.summaries_split_two(), tooLong),
		v.transform((value) => value.split('\n').map((part) => part.trim())),
		v.check(
			(parts) => parts.filter(Boolean).length > 1,
			() => m.summaries_split_two()
		)
	)
});

/** As `merge`; without a wording, that of the first holds. */
export const together = v.object({ ...merge.entries, text: optionalText(600, tooLong) });

/** Who starts with a point. */
export const starter = v.object({
	pointId: v.string(),
	starterUnitId: v.pipe(
		v.optional(v.string(), ''),
		v.transform((id) => id || null)
	),
	starterRole: optionalText(120, tooLong),
	startBy: optionalDay('ahead')
});

export const point = v.object({ ...starter.entries, text: pointText });

/** A press that moves plenary; `turn` is the move at which it was made. */
export const steering = v.object({
	turn: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : 0))
	),
	to: v.optional(v.picklist(['next', 'previous', 'table', ...plenaryParts]), 'next'),
	tableId: v.optional(v.string(), '')
});

export const onePoint = v.object({ pointId: v.optional(v.string(), '') });

export const mark = v.object({
	pointId: v.optional(v.string(), ''),
	first: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === 'yes')
	)
});

export const oneAction = v.object({ actionId: v.optional(v.string(), '') });

export const finishedAction = v.object({
	actionId: v.string(),
	word: optionalText(400, (limit) => m.common_too_long(limit))
});
