import { isCivilDate, type CivilDate } from '#lib/dates.ts';
import { optionalText, parseForm, type FormValues } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import * as v from 'valibot';
import { measureStatuses, type MeasureStatus } from '../model.ts';

export type StatusAnswer = { elementId: string; status: MeasureStatus; date: CivilDate; note: string | null };

const one = v.object({
	status: v.picklist(measureStatuses, () => m.plan_status_missing()),
	date: v.pipe(
		v.optional(v.string(), ''),
		v.check(isCivilDate, () => m.plan_date_wrong())
	),
	note: v.pipe(
		optionalText(2_000, (limit) => m.plan_too_long(limit)),
		v.transform((value) => value || null)
	)
});

/** The one page of a unit's measures: `status-ID`, `date-ID` and `note-ID` for each; those without a status are left for later. */
export function readAnswers(
	form: FormData
): { ok: true; data: StatusAnswer[]; values: FormValues } | { ok: false; values: FormValues; errors: Record<string, string> } {
	const data: StatusAnswer[] = [];
	const errors: Record<string, string> = {};
	const values: FormValues = {};
	for (const [name, value] of form) if (typeof value === 'string') values[name] = value.replace(/\r\n?/g, '\n');
	for (const name of [...form.keys()].filter((key) => key.startsWith('status-'))) {
		const elementId = name.slice('status-'.length);
		const part = new FormData();
		for (const field of ['status', 'date', 'note']) part.set(field, String(form.get(`${field}-${elementId}`) ?? ''));
		const parsed = parseForm(one, part);
		if (parsed.ok) data.push({ elementId, ...parsed.data });
		else for (const [field, message] of Object.entries(parsed.errors)) errors[`${field}-${elementId}`] = message;
	}
	return Object.keys(errors).length > 0 ? { ok: false, values, errors } : { ok: true, data, values };
}
