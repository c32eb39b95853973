/** Days, months and times as fields of a form: what may be typed is read by `typedDates.ts`, and what cannot be read gets its sentence. */
import * as v from 'valibot';
import type { CivilDate, LocalTime } from './dates.ts';
import { dateSentence } from './i18n/dateText.ts';
import { clockTime, mediumDate } from './i18n/format.ts';
import { m } from './i18n/paraglide/messages.js';
import { getLocale } from './i18n/paraglide/runtime.js';
import {
	isOnce,
	readDate,
	readDateAsKnown,
	readMonth,
	readTime,
	type Typed,
	type TypedFault,
	type When,
	yearBy,
	type YearRule
} from './typedDates.ts';

let today: CivilDate | null = null;

/** Runs `read` with the day that days without a year are read by. What it runs is not asynchronous, so nobody else reads meanwhile. */
export function readOn<T>(day: CivilDate, read: () => T): T {
	const before = today;
	today = day;
	try {
		return read();
	} finally {
		today = before;
	}
}

function yearFor(when: When): YearRule {
	return (month, day) => {
		if (today === null) throw new Error('A day without a year was read outside readOn');
		return yearBy(when, today)(month, day);
	};
}

const typed = v.pipe(v.optional(v.string(), ''), v.trim());

const reading = <T>(read: (text: string) => Typed<T>, sentence: (fault: TypedFault) => string) =>
	v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
		const result = read(dataset.value);
		if (result.ok) return result.value;
		addIssue({ message: sentence(result.fault) });
		return NEVER;
	});
const orEmpty = <T>(read: (text: string) => Typed<T>, sentence: (fault: TypedFault) => string) =>
	reading<T | null>((text) => (text === '' ? { ok: true, value: null } : read(text)), sentence);

/** A day that must be given, as `YYYY-MM-DD`; `when` tells the year of one without (`yearBy`). `missing` is said of an empty field. */
export function dayField(when: When, missing: () => string = () => m.common_date_wrong()) {
	return v.pipe(
		typed,
		v.minLength(1, () => missing()),
		reading((text) => readDate(text, yearFor(when)), dateSentence)
	);
}

/** As `dayField`, or null when the field was left empty. */
export function optionalDay(when: When) {
	return v.pipe(
		typed,
		orEmpty((text) => readDate(text, yearFor(when)), dateSentence)
	);
}

/** A month as `YYYY-MM`, or null when the field was left empty. */
export function optionalMonth(when: When) {
	return v.pipe(
		typed,
		orEmpty(
			(text) => readMonth(text, yearFor(when)),
			(fault) => dateSentence(fault, m.common_month_wrong)
		)
	);
}

/** A day that was, or its month or year where that is all that is known, as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; null when left empty. */
export const dateAsKnown = v.pipe(
	typed,
	orEmpty(
		(text) => readDateAsKnown(text, yearFor('back')),
		(fault) => dateSentence(fault, m.common_known_date_wrong)
	)
);

const timeSentence = () => m.common_time_wrong();

/** A time of the day as `HH:MM`. */
export const timeField = v.pipe(typed, reading(readTime, timeSentence));

/** As `timeField`, or null when the field was left empty. */
export const optionalTime = v.pipe(typed, orEmpty(readTime, timeSentence));

/** What to say of a time that the clock leaves out, or shows twice, that night in Oslo; undefined for every other. */
export function clockChangeSentence(date: CivilDate, time: LocalTime): string | undefined {
	if (isOnce(date, time)) return undefined;
	const locale = getLocale();
	return m.common_time_clock_change({ date: mediumDate(locale, date), time: clockTime(locale, time) });
}

/** Refuses beside the field `field` a time that is not once on the `date` of the same form. */
export function onceOnDay<T extends { date: CivilDate }>(field: { [K in keyof T]: T[K] extends LocalTime ? K : never }[keyof T] & string) {
	return v.rawCheck<T>(({ dataset, addIssue }) => {
		if (!dataset.typed) return;
		const { value } = dataset;
		const message = clockChangeSentence(value.date, value[field] as LocalTime);
		if (message) addIssue({ message, path: [{ type: 'object', origin: 'value', input: value, key: field, value: value[field] }] });
	});
}
