import * as v from 'valibot';
import { dateAsKnown } from '#lib/dateFields.ts';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, tooLong } from '../input.ts';
import { levels } from './model.ts';
import { unitTyped } from './text.ts';

const orNull = (max: number) =>
	v.pipe(
		optionalText(max, tooLong),
		v.transform((value) => value || null)
	);
export const indicatorForm = v.object({
	id: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value || null)
	),
	nameNn: line(200, () => m.indicator_name_missing(), tooLong),
	nameNb: line(200, () => m.indicator_name_missing(), tooLong),
	level: v.picklist(levels, () => m.indicator_level_missing()),
	unit: v.pipe(
		line(60, () => m.indicator_unit_missing(), tooLong),
		v.transform(unitTyped)
	),
	source: line(300, () => m.indicator_source_missing(), tooLong),
	qualityNote: orNull(1_000),
	targetValue: v.pipe(
		optionalText(20, tooLong),
		v.transform((value) => value.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')),
		v.regex(/^(?:[-\u2212]?\d{1,12}(?:\.\d{1,6})?)?$/, () => m.indicator_value_wrong()),
		v.transform((value) => (value === '' ? null : Number(value.replace('\u2212', '-'))))
	),
	targetYear: v.pipe(
		optionalText(10, tooLong),
		v.regex(/^(?:(?:19|20|21)\d{2})?$/, () => m.plan_year_wrong()),
		v.transform((value) => (value === '' ? null : Number(value)))
	)
});
export const readingForm = v.pipe(
	v.object({
		indicatorId: id,
		at: dateAsKnown,
		value: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => value.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')),
			v.regex(/^[-\u2212]?\d{1,12}(\.\d{1,6})?$/, () => m.indicator_value_wrong()),
			v.transform((value) => Number(value.replace('\u2212', '-')))
		),
		shown: orNull(40),
		publishedIn: orNull(300),
		isBaseline: v.optional(v.string(), '')
	}),
	v.transform(({ shown, isBaseline, ...reading }) => ({
		...reading,
		shown: shown ?? String(reading.value).replace('.', ','),
		isBaseline: isBaseline === '1'
	}))
);
export const oneReading = v.object({ readingId: id });
