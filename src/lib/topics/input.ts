import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { answers, maxHalfLife, topicKinds } from './model.ts';

const tooLong = (limit: { max: number }) => m.common_too_long(limit);
const topicId = v.pipe(v.string(), v.minLength(1));

export const proposal = v.object({
	seriesId: v.optional(v.string(), ''),
	title: line(140, () => m.topics_title_missing(), tooLong),
	description: optionalText(1000, tooLong),
	forWhom: optionalText(140, tooLong),
	kind: v.optional(
		v.picklist(topicKinds, () => m.topics_kind_wrong()),
		'new'
	),
	/** Sent by "propose it all the same" when similar ones were shown. */
	evenIfSimilar: v.optional(v.string(), '')
});

export const oneTopic = v.object({ topicId });

export const offer = v.object({ topicId, note: optionalText(300, tooLong) });

export const answer = v.object({
	topicId,
	state: v.picklist(answers, () => m.topics_answer_wrong()),
	reason: optionalText(500, tooLong)
});

/** Characters of the reason that an answer is given with. */
const maxReason = 500;

/** `state-<topic>` and `reason-<topic>`, for each topic that is answered. */
export const answersGiven = v.pipe(
	v.record(v.string(), v.unknown()),
	v.rawCheck(({ dataset, addIssue }) => {
		if (!dataset.typed) return;
		for (const [key, value] of Object.entries(dataset.value))
			if (key.startsWith('reason-') && typeof value === 'string' && value.trim().length > maxReason)
				addIssue({
					message: m.common_too_long({ max: maxReason }),
					path: [{ type: 'object', origin: 'value', input: dataset.value, key, value }]
				});
	}),
	v.transform((values) =>
		Object.entries(values).flatMap(([name, value]) => {
			const state = answers.find((one) => one === value);
			if (!name.startsWith('state-') || !state) return [];
			const topicId = name.slice('state-'.length);
			const reason = values[`reason-${topicId}`];
			return [{ topicId, state, reason: typeof reason === 'string' ? reason.trim() : '' }];
		})
	)
);

export const halfLife = v.object({
	years: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(value) => /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= maxHalfLife,
			() => m.topics_half_life_wrong({ max: maxHalfLife })
		),
		v.transform(Number)
	)
});

export const merge = v.object({
	intoId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.topics_merge_missing())
	)
});

export const tie = v.object({
	itemId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.topics_tie_missing())
	)
});

/** The planned gathering that is to take up a topic. */
export const intoForum = v.object({
	gatheringId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.topics_plan_missing())
	)
});
