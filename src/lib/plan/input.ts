import * as v from 'valibot';
import { isCivilDate } from '#lib/dates.ts';
import { line, optionalText, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { elementKinds, isDateAsKnown, measureStatuses, outcomes, typedOrigins } from './model.ts';

const tooLong = (limit: { max: number }) => m.plan_too_long(limit);
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value || null)
);
const shortLine = (max: number) =>
	v.pipe(
		optionalText(max, tooLong),
		v.transform((value) => value.replace(/\s+/g, ' ') || null)
	);
const year = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.regex(/^(19|20|21)\d{2}$/, () => m.plan_year_wrong()),
	v.transform(Number)
);
const day = v.pipe(
	v.optional(v.string(), ''),
	v.check(
		(value) => value === '' || isCivilDate(value),
		() => m.plan_date_wrong()
	),
	v.transform((value) => value || null)
);
const edition = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : 0))
);
const words = optionalText(2_000, tooLong);
const sentence = v.pipe(
	optionalText(1_000, tooLong),
	v.transform((value) => value || null)
);
/** "120 000", "kr 120.000,-": whole kroner. */
export const kroner = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value.replace(/^\s*kr\.?|kr\.?\s*$|,-\s*$|[\s.\u00a0\u202f]/gi, '')),
	v.check(
		(value) => /^\d{0,12}$/.test(value),
		() => m.measure_cost_wrong()
	),
	v.transform((value) => (value === '' ? null : Number(value)))
);

export const newPlan = v.object({
	nameNn: line(200, () => m.plan_name_missing(), tooLong),
	nameNb: line(200, () => m.plan_name_missing(), tooLong),
	periodFrom: year,
	periodTo: year,
	legalStatus: v.pipe(
		v.optional(v.picklist(['', 'kommunedelplan', 'temaplan']), ''),
		v.transform((value) => value || null)
	)
});

const fields = {
	nn: words,
	nb: words,
	parentId: chosen,
	unitId: chosen,
	roleNn: shortLine(120),
	roleNb: shortLine(120),
	deadline: day,
	seriesId: chosen,
	aimNn: sentence,
	aimNb: sentence,
	costKr: kroner,
	legalBasis: shortLine(300),
	indicatorId: chosen,
	notMeasurableNn: sentence,
	notMeasurableNb: sentence
};

export const newElement = v.object({ kind: v.picklist(elementKinds), ...fields });
export const editedElement = v.object({ elementId: id, edition, ...fields });
export const movedElement = v.object({ elementId: id, direction: v.picklist(['up', 'down']) });
export const oneElement = v.object({ elementId: id });
export const oneInput = v.object({ inputId: id });
export const oneGathering = v.object({ gatheringId: id });

export const status = v.object({
	elementId: id,
	status: v.picklist(measureStatuses, () => m.plan_status_missing()),
	date: v.pipe(
		v.optional(v.string(), ''),
		v.check(isCivilDate, () => m.plan_date_wrong())
	),
	note: v.pipe(
		optionalText(2_000, tooLong),
		v.transform((value) => value || null)
	)
});
export const oneFollowUp = v.object({ followUpId: id });

export const newInput = v.object({
	text: text(4_000, () => m.plan_input_text_missing(), tooLong),
	origin: v.picklist(typedOrigins, () => m.plan_input_origin_missing()),
	originLabel: line(200, () => m.plan_input_from_missing(), tooLong),
	elementId: chosen,
	suggestedNn: words,
	suggestedNb: words
});

/** Chosen inputs and what is done with all of them. */
export const many = v.object({
	inputs: v.optional(v.array(id), []),
	what: v.picklist(['in', 'partly', 'later', 'no', 'assign', 'link'], () => m.plan_many_what_missing()),
	elementId: chosen,
	reason: optionalText(4_000, tooLong)
});

/** One body a line: its name, then its address after a semicolon or a comma, a tab or a space. */
const bodies = (kind: 'unit' | 'council' | 'external') =>
	v.pipe(
		optionalText(20_000, tooLong),
		v.transform((text) =>
			text
				.split('\n')
				.map((line) => line.trim())
				.filter(Boolean)
				.map((line) => {
					const at = /^(.*?)[\s;,<]*([^\s;,<>]+@[^\s;,<>]+)>?$/.exec(line);
					return { kind, name: at?.[1]?.trim() || at?.[2] || line, email: at?.[2] ?? '' };
				})
		),
		v.check(
			(lines) => lines.every((line) => line.email !== ''),
			() => m.hearing_body_without_address()
		)
	);
export const newHearing = v.object({
	deadline: v.pipe(
		v.optional(v.string(), ''),
		v.check(isCivilDate, () => m.plan_date_wrong())
	),
	units: bodies('unit'),
	councils: bodies('council'),
	externals: bodies('external')
});
export const oneHearing = v.object({ hearingId: id });
/** `elementId` is '' for a remark on the plan as a whole. */
export const newRemark = v.object({ elementId: chosen, text: optionalText(4_000, tooLong), nn: words, nb: words });
export const assignment = v.object({ inputId: id, elementId: chosen });

/** `how` tells what an accepted input does; the fields without prefix are the assigned measure's, those with `new` a new measure's. */
export const decision = v.object({
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
	newDeadline: day
});

export type Decided = v.InferOutput<typeof decision>;

export const adoption = v.object({
	date: v.pipe(
		v.optional(v.string(), ''),
		v.check(isCivilDate, () => m.plan_date_wrong())
	),
	body: line(200, () => m.plan_adopt_body_missing(), tooLong),
	caseNumber: line(80, () => m.plan_adopt_case_missing(), tooLong)
});
export const earlierAdoption = v.object({
	date: v.pipe(
		shortLine(10),
		v.check(
			(value) => value === null || isDateAsKnown(value),
			() => m.plan_known_date_wrong()
		)
	),
	body: shortLine(200),
	caseNumber: shortLine(80)
});
