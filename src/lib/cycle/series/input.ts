import * as v from 'valibot';
import { dayField, timeField } from '#lib/dateFields.ts';
import { optionalText, ticked } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { chosen, id, name, note, otherName, role, tooLong, whole } from '../input.ts';

/** "11, 42": ISO weeks. */
const weeks = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => text.split(/[\s,;]+/).filter(Boolean)),
	v.check(
		(parts) =>
			parts.length > 0 && parts.length <= 12 && parts.every((part) => /^\d{1,2}$/.test(part) && Number(part) >= 1 && Number(part) <= 53),
		() => m.cycle_weeks_wrong()
	),
	v.transform((parts) => parts.map(Number))
);

const about = v.pipe(
	optionalText(1000, tooLong),
	v.transform((text) => text || null)
);

const cadence = {
	nameNn: name,
	nameNb: otherName,
	minPerYear: whole(1, 12),
	maxPerYear: whole(1, 12),
	preferredWeeks: weeks,
	preferredWeekday: v.pipe(
		v.optional(v.string(), ''),
		v.picklist(['1', '2', '3', '4', '5'], () => m.cycle_weekday_wrong()),
		v.transform(Number)
	),
	startTime: timeField,
	endTime: timeField,
	inviteWeeks: whole(0, 26),
	legalBasis: note,
	aboutNn: about,
	aboutNb: about
};

/** What is left empty in one language is the same there. */
const sameNames = <T extends { nameNn: string; nameNb: string; aboutNn: string | null; aboutNb: string | null }>(named: T) => ({
	...named,
	nameNb: named.nameNb || named.nameNn,
	aboutNn: named.aboutNn ?? named.aboutNb,
	aboutNb: named.aboutNb ?? named.aboutNn
});

export const changedSeries = v.pipe(
	v.object({ seriesId: id, ...cadence }),
	v.transform(({ seriesId, ...rest }) => ({ seriesId, cadence: sameNames(rest) }))
);

export const newSeries = v.pipe(
	v.object({ ...cadence, unitId: chosen, roleNn: role, roleNb: otherName, from: dayField('near'), measure: optionalText(200, tooLong) }),
	v.transform(({ unitId, roleNn, roleNb, from, measure, ...rest }) => ({
		...sameNames(rest),
		steward: { unitId, roleNn, roleNb: roleNb || roleNn, from, note: null },
		measure: measure ? { labelNn: measure, labelNb: measure, validFrom: from } : null
	}))
);

export const handover = v.pipe(
	v.object({ seriesId: id, unitId: chosen, roleNn: role, roleNb: otherName, from: dayField('near'), note }),
	v.transform((data) => ({ ...data, roleNb: data.roleNb || data.roleNn }))
);

export const seriesEnd = v.object({ seriesId: id, lastDay: dayField('near'), endsObligation: ticked });

export const oneSeries = v.object({ seriesId: id });

/** What the one who hands over writes to the next. */
export const lessons = v.object({ lessons: optionalText(4000, tooLong) });

export const takenBack = v.object({ stewardshipId: v.pipe(v.string(), v.minLength(1)) });
