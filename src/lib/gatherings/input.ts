import * as v from 'valibot';
import { isCivilDate } from '#lib/dates.ts';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { itemKinds } from './model.ts';
import { bringable } from './planning/carryOver.ts';
import { longestItem } from './programme/schedule.ts';
import { recipes } from './planning/recipes.ts';

const tooLong = (limit: { max: number }) => m.gatherings_too_long(limit);
const isTime = (value: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
/** One line that may be empty. */
const optionalLine = (max: number) =>
	v.pipe(
		optionalText(max, tooLong),
		v.transform((value) => value.replace(/[\s\u2028\u2029]+/g, ' '))
	);
const date = v.pipe(
	v.optional(v.string(), ''),
	v.check(isCivilDate, () => m.gatherings_date_wrong())
);
const time = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.check(isTime, () => m.gatherings_time_wrong())
);
const optionalTime = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.check(
		(value) => value === '' || isTime(value),
		() => m.gatherings_time_wrong()
	),
	v.transform((value) => value || null)
);
const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((id) => id || null)
);
const ids = v.optional(v.array(v.pipe(v.string(), v.maxLength(40))), []);
const ticked = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value !== '')
);
const theme = line(200, () => m.gatherings_theme_missing(), tooLong);

/** The five questions. `date` is one of the suggested or `own`, which reads `ownDate`. */
export const plan = v.pipe(
	v.object({
		date: v.optional(v.string(), ''),
		ownDate: v.optional(v.string(), ''),
		startTime: time,
		theme,
		topicIds: ids,
		/** A recipe, or `again:` and the id of the gathering that it is to be like. */
		recipe: v.pipe(
			v.optional(v.string(), ''),
			v.check(
				(value) => /^again:[\w-]{1,40}$/.test(value) || recipes.some((recipe) => recipe.id === value),
				() => m.gatherings_recipe_missing()
			)
		),
		bring: v.optional(v.array(v.picklist(bringable)), []),
		sinceLast: ticked,
		ideaIds: ids,
		askedAt: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => (Number.isNaN(Date.parse(value)) ? null : value))
		),
		partnerIds: ids,
		goalIds: ids,
		room: optionalLine(120),
		despiteDayOff: ticked
	}),
	v.forward(
		v.check(
			({ date: picked, ownDate }) => isCivilDate(picked === 'own' || picked === '' ? ownDate : picked),
			() => m.gatherings_date_missing()
		),
		['ownDate']
	),
	v.transform(({ date: picked, ownDate, bring, ...rest }) => ({
		...rest,
		date: picked === 'own' || picked === '' ? ownDate : picked,
		again: rest.recipe.startsWith('again:') ? { gatheringId: rest.recipe.slice('again:'.length), bring } : null
	}))
);

export const item = v.object({
	kind: v.picklist(itemKinds, () => m.gatherings_kind_wrong()),
	title: optionalLine(200),
	startTime: optionalTime,
	minutes: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(value) => /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= longestItem,
			() => m.gatherings_minutes_wrong({ max: longestItem })
		),
		v.transform(Number)
	),
	speaker: optionalLine(120),
	speakerUnitId: chosen,
	track: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => (value === '' ? null : ('course' as const)))
	),
	push: ticked
});

/** The revision of the programme that a form was made from. */
export const seen = v.object({
	revision: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : null))
	)
});
export const order = v.object({ ids });

export const itemId = v.object({ itemId: v.pipe(v.string(), v.minLength(1)) });
export const closeUp = v.object({ startTime: time });

export const task = v.object({ title: line(200, () => m.gatherings_task_missing(), tooLong), dueDate: date });
export const taskTick = v.object({ itemId: v.pipe(v.string(), v.minLength(1)), done: ticked });

/** Day, time and place of a gathering that was planned before. */
export const details = v.object({ date, startTime: time, room: optionalLine(120), theme, despiteDayOff: ticked });

export const invite = v.object({ personIds: ids });

/** A room for more than this is a stadium. */
const mostPlaces = 2000;
export const terms = v.object({
	answerBy: v.pipe(
		v.optional(v.string(), ''),
		v.check(
			(value) => value === '' || isCivilDate(value),
			() => m.gatherings_date_wrong()
		),
		v.transform((value) => value || null)
	),
	capacity: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(value) => value === '' || (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= mostPlaces),
			() => m.invitations_capacity_wrong({ max: mostPlaces })
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

export const feed = v.object({ kind: v.picklist(['person', 'unit', 'municipality']), subjectId: v.pipe(v.string(), v.minLength(1)) });
export const oneFeed = v.object({ feedId: v.pipe(v.string(), v.minLength(1)) });
export const doneTask = v.object({ gatheringId: v.pipe(v.string(), v.minLength(1)), itemId: v.pipe(v.string(), v.minLength(1)) });

/** "Next time we should …". */
export const idea = v.object({ text: line(200, () => m.programme_idea_missing(), tooLong) });
export const oneIdea = v.object({ ideaId: v.pipe(v.string(), v.minLength(1)) });

const minutes = v.pipe(
	v.optional(v.string(), '30'),
	v.trim(),
	v.check(
		(value) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= longestItem,
		() => m.gatherings_minutes_wrong({ max: longestItem })
	),
	v.transform(Number)
);

/** A partner's own part; without `itemId` a new one. */
export const partnerItem = v.object({
	itemId: chosen,
	title: line(200, () => m.gatherings_title_missing(), tooLong),
	speaker: optionalLine(120),
	minutes
});

export const speaker = v.object({
	itemId: v.pipe(v.string(), v.minLength(1)),
	name: line(120, () => m.gatherings_name_missing(), tooLong),
	email: line(254, () => m.programme_email_missing(), tooLong)
});
export const speakerAnswer = v.object({
	answer: v.picklist(['yes', 'no'], () => m.programme_speaker_answer_missing()),
	note: optionalText(500, tooLong)
});

/** Where slides or a page can be found: http and https only. */
export const material = v.object({
	itemId: v.optional(v.string(), ''),
	label: line(120, () => m.programme_material_label_missing(), tooLong),
	url: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.maxLength(500, () => tooLong({ max: 500 })),
		v.check(
			(value) => /^https?:\/\/[^\s/]+/i.test(value) && URL.canParse(value),
			() => m.programme_material_url_wrong()
		)
	)
});
export const oneMaterial = v.object({ materialId: v.pipe(v.string(), v.minLength(1)) });

/** Longest note about what the cost was for. */
export const maxCostNote = 300;

/** What it costs: nothing, or whole kroner and what for. */
export const cost = v.pipe(
	v.object({
		kind: v.picklist(['none', 'some'], () => m.programme_cost_missing()),
		kroner: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => value.replace(/[\s.]/g, ''))
		),
		cost: optionalLine(maxCostNote)
	}),
	v.forward(
		v.check(
			({ kind, kroner }) => kind === 'none' || (/^\d{1,8}$/.test(kroner) && Number(kroner) > 0),
			() => m.programme_cost_wrong()
		),
		['kroner']
	),
	v.transform(({ kind, kroner, cost: what }) => ({ kroner: kind === 'none' ? 0 : Number(kroner), what }))
);

const agreement = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^[1-5]$/, () => m.evaluation_missing()),
	v.transform(Number)
);
export const evaluation = v.object({ tasks: agreement, contact: agreement, turn: agreement });
