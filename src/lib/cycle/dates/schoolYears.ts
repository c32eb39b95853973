import type { CivilDate } from '#lib/dates.ts';
import { inLanguage, langOfName, type Locale } from '#lib/i18n/language.ts';
import { nameKey } from '#lib/text/names.ts';
import { readDate, yearBy, type TypedFault } from '#lib/typedDates.ts';

/** The breaks every Norwegian school year has, in order, as they stand in a sentence. */
export const usualBreaks = [
	{ nn: 'haustferien', nb: 'høstferien', en: 'the autumn break' },
	{ nn: 'juleferien', nb: 'juleferien', en: 'the Christmas break' },
	{ nn: 'vinterferien', nb: 'vinterferien', en: 'the winter break' },
	{ nn: 'påskeferien', nb: 'påskeferien', en: 'the Easter break' },
	{ nn: 'sommarferien', nb: 'sommerferien', en: 'the summer break' }
] as const;

/** The name of a break in the reader's language: the usual ones have an English name, a municipality's own only Norwegian ones. */
export function breakName(locale: Locale, name: { nn: string; nb: string }): string {
	const usual = usualBreaks.find(({ nb }) => nb === nameKey(name.nb));
	return locale === 'en' && usual ? usual.en : inLanguage(locale, name);
}

/** The `lang` of `breakName` where it is not the reader's. */
export function langOfBreak(locale: Locale, name: { nb: string }): 'nb' | undefined {
	return usualBreaks.some(({ nb }) => nb === nameKey(name.nb)) ? undefined : langOfName(locale);
}

/** Lines a school year can have: the usual breaks, and days off that only this municipality has. */
export const maxBreaks = 30;

/** A line of a school year as it is typed: no first day is no break, no last day is one day. `id` is the break it was, if any. */
export type TypedBreak = { id: string | null; nameNn: string; nameNb: string; fromDate: string; toDate: string };

export type BreakFault = 'noName' | 'tooLong' | 'wrongDate' | 'noFirstDay' | 'endsBeforeItBegins' | 'outsideSchoolYear' | 'overlapsBreak';
/** What is wrong with the line `at`, and with which of its fields; `why` a day could not be read. */
export type WrongLine = { at: number; field: 'name' | 'from' | 'to'; fault: BreakFault; why?: TypedFault };

/** The school year a day is in, by the year it begins in: 2017 is 2017/18. It goes from August through July. */
export function schoolYearOf(date: CivilDate): number {
	return Number(date.slice(0, 4)) - (date.slice(5) < '08-01' ? 1 : 0);
}

/** When breaks of a school year begin: the summer ends in the next one. */
export function schoolYearSpan(year: number): { from: CivilDate; to: CivilDate } {
	return { from: `${year}-08-01`, to: `${year + 1}-07-31` };
}

/**
 * The lines of a school year with their days read, and what is wrong with them, at most one thing a line; `others` are the breaks of
 * other years. A first day without a year is the one in the school year, a last day the next after the first.
 */
export function readLines(
	year: number,
	typed: readonly TypedBreak[],
	others: readonly { fromDate: CivilDate; toDate: CivilDate }[]
): { lines: TypedBreak[]; wrong: WrongLine[] } {
	const taken = [...others];
	const lines: TypedBreak[] = [];
	const wrong: WrongLine[] = [];
	for (const [at, line] of typed.entries()) {
		const read = readLine(year, line, taken);
		if ('fault' in read) wrong.push({ at, ...read });
		else lines.push(read);
		if (!('fault' in read) && read.fromDate !== '') taken.push(read);
	}
	return { lines, wrong };
}

function readLine(
	year: number,
	line: TypedBreak,
	taken: readonly { fromDate: CivilDate; toDate: CivilDate }[]
): TypedBreak | Omit<WrongLine, 'at'> {
	if (line.fromDate === '' && line.toDate === '') return line;
	if (!line.nameNn) return { field: 'name', fault: 'noName' };
	if (Math.max(line.nameNn.length, line.nameNb.length) > 80) return { field: 'name', fault: 'tooLong' };
	if (line.fromDate === '') return { field: 'from', fault: 'noFirstDay' };
	const first = readDate(line.fromDate, (month) => (month < 8 ? year + 1 : year));
	if (!first.ok) return { field: 'from', fault: 'wrongDate', why: first.fault };
	if (schoolYearOf(first.value) !== year) return { field: 'from', fault: 'outsideSchoolYear' };
	const last = line.toDate === '' ? first : readDate(line.toDate, yearBy('ahead', first.value));
	if (!last.ok) return { field: 'to', fault: 'wrongDate', why: last.fault };
	if (last.value < first.value) return { field: 'to', fault: 'endsBeforeItBegins' };
	if (last.value > `${year + 1}-09-30`) return { field: 'to', fault: 'outsideSchoolYear' };
	if (taken.some((other) => other.fromDate <= last.value && other.toDate >= first.value)) return { field: 'from', fault: 'overlapsBreak' };
	return { ...line, fromDate: first.value, toDate: last.value };
}
