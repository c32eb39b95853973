import * as v from 'valibot';
import { optionalDay } from '#lib/dateFields.ts';
import { line, optionalText, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { fields } from '../document/input.ts';
import { chosen, edition, id, shortLine, tooLong, words, year } from '../input.ts';
import { outcomes } from '../model.ts';
import { fieldsIn, nothingMore } from '../document/model.ts';
import { typedOrigins, type PlanChange } from './model.ts';

export const oneInput = v.object({ inputId: id });
export const oneGathering = v.object({ gatheringId: id });

export const followForm = v.object({
	follow: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === '1')
	)
});

export const newInput = v.pipe(
	v.object({
		text: text(4_000, () => m.plan_input_text_missing(), tooLong),
		origin: v.picklist(typedOrigins, () => m.plan_input_origin_missing()),
		originLabel: line(200, () => m.plan_input_from_missing(), tooLong),
		elementId: chosen,
		suggestedNn: words,
		suggestedNb: words
	}),
	v.transform(({ suggestedNn: nn, suggestedNb: nb, ...input }) => ({
		...input,
		suggestion: input.elementId !== null && (nn !== '' || nb !== '') ? { nn, nb } : null
	}))
);

/** Chosen inputs and what is done with all of them. */
export const many = v.object({
	inputs: v.optional(v.array(id), []),
	what: v.picklist(['in', 'partly', 'later', 'no', 'assign', 'link'], () => m.plan_many_what_missing()),
	elementId: chosen,
	reason: optionalText(4_000, tooLong)
});

const outcomeOrNone = v.picklist(['', ...outcomes]);
const reasonField = optionalText(4_000, tooLong);

/**
 * One answer to inputs that are alike, for those that were ticked as `seen`; `own…` stand in the order of `member`, and what is not said
 * there is as for all.
 */
export const alikeAnswer = v.pipe(
	v.object({
		shown: v.optional(v.array(id), []),
		member: v.optional(v.array(id), []),
		seen: v.optional(v.array(id), []),
		outcome: v.picklist(outcomes, () => m.plan_decide_outcome_missing()),
		elementId: chosen,
		reason: reasonField,
		ownOutcome: v.optional(v.array(outcomeOrNone), []),
		ownReason: v.optional(v.array(reasonField), [])
	}),
	v.transform(({ shown, member, seen, outcome, elementId, reason, ownOutcome, ownReason }) => {
		const answers = member
			.map((inputId, at) => ({ inputId, outcome: ownOutcome[at] || outcome, reason: ownReason[at] || reason }))
			.filter(({ inputId }) => seen.includes(inputId));
		return { shown: [...shown, ...member], answers, elementId };
	})
);

export const assignment = v.object({ inputId: id, elementId: chosen });

/** `how` tells what an accepted input does; the fields without prefix are the assigned measure's, those with `new` a new measure's. */
const decided = v.object({
	inputId: id,
	outcome: v.picklist(outcomes, () => m.plan_decide_outcome_missing()),
	reason: optionalText(4_000, tooLong),
	internalRemark: v.pipe(
		optionalText(4_000, tooLong),
		v.transform((value) => value || null)
	),
	how: v.optional(v.picklist(['', 'existing', 'edit', 'new']), ''),
	elementId: chosen,
	edition,
	...fields,
	newNn: words,
	newNb: words,
	newParentId: chosen,
	newUnitId: chosen,
	newRole: shortLine(120),
	newDeadline: optionalDay('ahead')
});

export const decision = v.pipe(
	decided,
	v.transform((given) => {
		const { inputId, outcome, reason, internalRemark } = given;
		return { inputId, outcome, reason, internalRemark, change: changeIn(given) };
	})
);

function changeIn(given: v.InferOutput<typeof decided>): PlanChange {
	const { how, elementId, edition } = given;
	if (how === 'existing' && elementId) return { kind: 'existing', elementId };
	if (how === 'edit' && elementId) return { kind: 'edit', elementId, edition, ...fieldsIn(given) };
	if (how !== 'new') return { kind: 'none' };
	const { newNn, newNb, newParentId, newUnitId, newRole, newDeadline } = given;
	const who = { unitId: newUnitId, roleNn: newRole, roleNb: newRole, deadline: newDeadline };
	return { kind: 'new', nn: newNn, nb: newNb, parentId: newParentId, ...nothingMore, ...who };
}

/** One finding a line, without the bullets and numbers that come along when a report is copied. */
const lines = v.pipe(
	optionalText(40_000, tooLong),
	v.transform((given) =>
		given
			.split('\n')
			.map((one) => one.replace(/^\s*(?:[•◦▪*–-]|\d{1,3}[.)])\s*/, '').trim())
			.filter(Boolean)
	),
	v.check(
		(all) => all.every((one) => one.length <= 2_000),
		() => m.common_too_long({ max: 2_000 })
	)
);

const about = {
	title: line(200, () => m.analysis_title_missing(), tooLong),
	year,
	findings: lines
};

export const newPreAnalysis = v.object(about);
export const editedPreAnalysis = v.object({ id, ...about });
export const oneFinding = v.object({ findingId: id });
export const editedFinding = v.object({ findingId: id, text: text(2_000, () => m.analysis_finding_missing(), tooLong) });

/** `keep`: the elements that answered it before and still do; `elementId`: one that does now. */
export const answeredFinding = v.pipe(
	v.object({ findingId: id, keep: v.optional(v.array(id), []), elementId: chosen }),
	v.transform(({ findingId, keep, elementId }) => ({ findingId, elementIds: elementId === null ? keep : [...keep, elementId] }))
);
