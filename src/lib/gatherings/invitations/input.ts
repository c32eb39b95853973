import * as v from 'valibot';
import { chosen, ids, tooLong } from '../input.ts';
import { optionalDay } from '#lib/dateFields.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { optionalText } from '#lib/form.ts';

export const invite = v.object({ personIds: ids });

/** A room for more than this is a stadium. */
const maxPlaces = 2000;

export const terms = v.object({
	answerBy: optionalDay('ahead'),
	capacity: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(value) => value === '' || (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= maxPlaces),
			() => m.invitations_capacity_wrong({ max: maxPlaces })
		),
		v.transform((value) => (value === '' ? null : Number(value)))
	)
});

export const pasted = v.object({
	addresses: v.pipe(
		optionalText(40_000, tooLong),
		v.minLength(1, () => m.invitations_paste_empty())
	),
	unitId: chosen,
	levelId: chosen
});

export const needs = v.object({ needs: optionalText(500, (limit) => m.invitations_needs_too_long(limit)) });

export const substitute = v.object({
	personId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.invitations_refused_not_colleague())
	)
});

export const answer = v.object({ answer: v.picklist(['accepted', 'declined'], () => m.gatherings_answer_missing()) });
