import { dayField } from '#lib/dateFields.ts';
import type { CivilDate } from '#lib/dates.ts';
import { optionalText, parsedBy } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import * as v from 'valibot';
import { measureStatuses } from '../document/model.ts';
import { id } from '../input.ts';
import type { MeasureStatus } from '../model.ts';

export type StatusAnswer = { elementId: string; status: MeasureStatus; date: CivilDate; note: string | null };

const one = v.object({
	status: v.picklist(measureStatuses, () => m.plan_status_missing()),
	date: dayField('back'),
	note: v.pipe(
		optionalText(2_000, (limit) => m.common_too_long(limit)),
		v.transform((value) => value || null)
	)
});

/** The one page of a unit's measures: `status-ID`, `date-ID` and `note-ID` for each; those without a status are left for later. */
export const followUpAnswers = v.pipe(
	v.record(v.string(), v.unknown()),
	v.rawTransform(({ dataset: { value: values }, addIssue }): StatusAnswer[] =>
		Object.keys(values).flatMap((name) => {
			if (!name.startsWith('status-')) return [];
			const elementId = name.slice('status-'.length);
			const given = Object.fromEntries(['status', 'date', 'note'].map((field) => [field, values[`${field}-${elementId}`] ?? '']));
			const parsed = parsedBy(one, given);
			if (parsed.ok) return [{ elementId, ...parsed.data }];
			for (const [field, message] of Object.entries(parsed.errors)) {
				const key = `${field}-${elementId}`;
				addIssue({ message, path: [{ type: 'object', origin: 'value', input: values, key, value: values[key] }] });
			}
			return [];
		})
	)
);

export const oneFollowUp = v.object({ followUpId: id });
