import * as v from 'valibot';
import { line, optionalText, type FormValues } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import { id, idOrNone, shownAs, tooLong, whole } from '../input.ts';
import { limits } from '../model.ts';
import { draftFields, typedDraft } from './configuration.ts';
import type { TableFacts } from './facts.server.ts';
import { questionLibrary } from './questions.ts';

/** A goal of the plan for a table; none removes what is on it. */
export const planOnTable = v.object({ tableId: id, goalId: idOrNone });

const ids = v.optional(v.array(idOrNone), []);

/** What is to stand beside the question of each table. */
export const factsOnTables = v.pipe(
	v.object({ tableId: v.optional(v.array(id), []), indicatorId: ids, findingId: ids, earlierTableId: ids }),
	v.transform(
		({ tableId, indicatorId, findingId, earlierTableId }) =>
			new Map(
				tableId.map((id, at): [string, TableFacts] => [
					id,
					{ indicatorId: indicatorId[at] ?? null, findingId: findingId[at] ?? null, earlierTableId: earlierTableId[at] ?? null }
				])
			)
	)
);

/** A `Draft` as it is typed, to a `Configuration`. */
export const configuration = v.pipe(
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
				location: v.pipe(
					optionalText(limits.location, tooLong),
					v.transform((value) => value || null)
				),
				places: v.union(
					[
						v.pipe(
							v.literal(''),
							v.transform(() => null)
						),
						whole(2, limits.places)
					],
					() => m.common_whole_number({ min: 2, max: limits.places })
				)
			})
		)
	}),
	v.rawCheck(({ dataset, addIssue }) => {
		if (!dataset.typed || dataset.value.alone !== 'yes') return;
		const max = dataset.value.roundMinutes - 1;
		const { silentMinutes } = dataset.value;
		if (/^\d{1,2}$/.test(silentMinutes.trim()) && Number(silentMinutes) >= 1 && Number(silentMinutes) <= max) return;
		const wrong = max < 1 ? m.phases_refused_silent_too_long() : m.common_whole_number({ min: 1, max });
		addIssue({
			message: wrong,
			path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'silentMinutes', value: silentMinutes }]
		});
	}),
	v.transform(({ alone, silentMinutes, ...rest }) => ({ ...rest, silentMinutes: alone === 'yes' ? Number(silentMinutes) : 0 }))
);

/** The same from the page's form, in which a script may not have added the tables that `count` asks for. */
export const configurationForm = v.pipe(
	v.record(v.string(), v.union([v.string(), v.array(v.string())])),
	v.transform((values: FormValues) => typedDraft(values, questionLibrary(getLocale())) as v.InferInput<typeof configuration>),
	configuration
);

/** The draft that somebody began from, as the page kept it; null where there was none. */
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
				tables: v.array(
					v.object({ id: v.string(), question: v.string(), hostId: v.string(), places: v.string(), location: v.optional(v.string(), '') })
				)
			})
		)
	),
	null
);
