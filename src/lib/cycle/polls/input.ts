import * as v from 'valibot';
import { dayField, optionalDay } from '#lib/dateFields.ts';
import { isCivilDate } from '#lib/dates.ts';
import { optionalText } from '#lib/form.ts';
import { tooLong } from '../input.ts';
import { dateAnswers, type DateAnswer } from './model.ts';

const several = v.optional(v.array(v.string()), []);

const ownDay = optionalDay('ahead');

/** Suggested days that were ticked, and days written by hand; a field left empty is none. */
export const newPoll = v.pipe(
	v.object({
		seriesId: v.optional(v.string(), ''),
		dates: several,
		own0: ownDay,
		own1: ownDay,
		own2: ownDay,
		personIds: several,
		others: several,
		deadline: dayField('ahead'),
		note: optionalText(500, tooLong)
	}),
	v.transform(({ dates, own0, own1, own2, personIds, others, ...rest }) => ({
		...rest,
		dates: [...dates.filter(isCivilDate), ...[own0, own1, own2].filter((date) => date !== null)],
		personIds: [...personIds, ...others]
	}))
);

/** `on-2018-03-14=can`, one a day that is answered. */
export const pollAnswers = v.pipe(
	v.record(v.string(), v.unknown()),
	v.transform((values) =>
		Object.fromEntries(
			Object.entries(values).flatMap(([key, value]): [string, DateAnswer][] => {
				const date = key.startsWith('on-') ? key.slice(3) : '';
				const answer = dateAnswers.find((one) => one === value);
				return isCivilDate(date) && answer ? [[date, answer]] : [];
			})
		)
	)
);

/** The day that it shall be; empty to end the poll without one. */
export const pollEnd = v.object({ date: optionalDay('ahead') });
