import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, idOrNone, shownAs, tooLong, whole } from '../input.ts';
import { limits } from '../model.ts';
import { draftFields } from './configuration.ts';

/** A goal of the plan for a table; none takes away what lies there. */
export const tablecloth = v.object({ tableId: id, goalId: idOrNone });

/** A café's set-up as it is typed (`Draft`), to what it says (`Configuration`). */
export const arrangement = v.pipe(
	v.object({
		preset: v.picklist(['udir', 'doga', 'worldCafe', 'own'], () => m.cafe_choose()),
		rounds: whole(1, limits.rounds),
		roundMinutes: whole(1, limits.roundMinutes),
		changeoverMinutes: whole(0, limits.changeoverMinutes),
		alone: v.string(),
		silentMinutes: v.string(),
		votesPerSeat: whole(0, limits.votes),
		silentShows: shownAs,
		talkShows: shownAs,
		tables: v.array(
			v.object({
				id: idOrNone,
				question: line(limits.question, () => m.cafe_question_missing(), tooLong),
				hostId: idOrNone,
				places: v.union(
					[
						v.pipe(
							v.literal(''),
							v.transform(() => null)
						),
						whole(2, limits.places)
					],
					() => m.cafe_number_wrong({ min: 2, max: limits.places })
				)
			})
		)
	}),
	v.rawCheck(({ dataset, addIssue }) => {
		if (!dataset.typed || dataset.value.alone !== 'yes') return;
		const most = dataset.value.roundMinutes - 1;
		const { silentMinutes } = dataset.value;
		if (/^\d{1,2}$/.test(silentMinutes.trim()) && Number(silentMinutes) >= 1 && Number(silentMinutes) <= most) return;
		const wrong = most < 1 ? m.phases_refused_silent_too_long() : m.cafe_number_wrong({ min: 1, max: most });
		addIssue({
			message: wrong,
			path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'silentMinutes', value: silentMinutes }]
		});
	}),
	v.transform(({ alone, silentMinutes, ...rest }) => ({ ...rest, silentMinutes: alone === 'yes' ? Number(silentMinutes) : 0 }))
);

/** The arrangement that somebody began from, as the page kept it; null where there was none. */
export const seen = v.fallback(
	v.nullable(
		v.pipe(
			v.string(),
			v.parseJson(),
			v.object({
				...(Object.fromEntries(draftFields.map((field) => [field, v.string()])) as Record<
					(typeof draftFields)[number],
					v.StringSchema<undefined>
				>),
				tables: v.array(v.object({ id: v.string(), question: v.string(), hostId: v.string(), places: v.string() }))
			})
		)
	),
	null
);
