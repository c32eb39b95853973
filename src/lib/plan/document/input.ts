import * as v from 'valibot';
import { dateAsKnown, dayField, optionalDay } from '#lib/dateFields.ts';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { chosen, edition, id, kroner, sentence, shortLine, tooLong, words, year } from '../input.ts';
import { elementKinds, measureStatuses, numberStyles } from './model.ts';

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

export const fields = {
	nn: words,
	nb: words,
	parentId: chosen,
	unitId: chosen,
	roleNn: shortLine(120),
	roleNb: shortLine(120),
	deadline: optionalDay('ahead'),
	seriesId: chosen,
	aimNn: sentence,
	aimNb: sentence,
	costKr: kroner,
	legalBasis: shortLine(300),
	indicatorId: chosen,
	notMeasurableNn: sentence,
	notMeasurableNb: sentence
};

/** A number that nobody typed is reckoned. */
const number = shortLine(12);

export const newElement = v.object({ kind: v.picklist(elementKinds), number, ...fields });
export const editedElement = v.object({ elementId: id, edition, number, ...fields });
export const renumbered = v.object({ style: v.picklist(numberStyles) });
export const movedElement = v.object({ elementId: id, direction: v.picklist(['up', 'down']) });
export const oneElement = v.object({ elementId: id });

export const status = v.object({
	elementId: id,
	status: v.picklist(measureStatuses, () => m.plan_status_missing()),
	date: dayField('back'),
	note: v.pipe(
		optionalText(2_000, tooLong),
		v.transform((value) => value || null)
	)
});

export const adoption = v.object({
	date: dayField('back'),
	body: line(200, () => m.plan_adopt_body_missing(), tooLong),
	caseNumber: line(80, () => m.plan_adopt_case_missing(), tooLong),
	endHearing: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === '1')
	)
});

export const earlierAdoption = v.object({
	date: dateAsKnown,
	body: shortLine(200),
	caseNumber: shortLine(80)
});
