import { isCivilDate, type CivilDate } from '#lib/dates.ts';

/** The breaks every Norwegian school year has, in order, as they stand in a sentence. */
export const usualBreaks = [
	{ nn: 'haustferien', nb: 'høstferien' },
	{ nn: 'juleferien', nb: 'juleferien' },
	{ nn: 'vinterferien', nb: 'vinterferien' },
	{ nn: 'påskeferien', nb: 'påskeferien' },
	{ nn: 'sommarferien', nb: 'sommerferien' }
] as const;

/** Lines a school year can have: the usual breaks, and days off that only this municipality has. */
export const maxBreaks = 30;

/** A line of a school year as it is typed: no first day is no break, no last day is one day. `id` is the break it was, if any. */
export type TypedBreak = { id: string | null; nameNn: string; nameNb: string; fromDate: string; toDate: string };

export type BreakFault = 'noName' | 'tooLong' | 'wrongDate' | 'noFirstDay' | 'endsBeforeItBegins' | 'outsideSchoolYear' | 'overlapsBreak';
/** What is wrong with the line `at`, and with which of its fields. */
export type WrongLine = { at: number; field: 'name' | 'from' | 'to'; fault: BreakFault };

/** The school year a day is in, by the year it begins in: 2017 is 2017/18. It goes from August through July. */
export function schoolYearOf(date: CivilDate): number {
	return Number(date.slice(0, 4)) - (date.slice(5) < '08-01' ? 1 : 0);
}

/** When breaks of a school year begin: the summer ends in the next one. */
export function schoolYearSpan(year: number): { from: CivilDate; to: CivilDate } {
	return { from: `${year}-08-01`, to: `${year + 1}-07-31` };
}

/** What is wrong with the lines of a school year, at most one thing a line; `others` are the breaks of other years. */
export function wrongLines(
	year: number,
	lines: readonly TypedBreak[],
	others: readonly { fromDate: CivilDate; toDate: CivilDate }[]
): WrongLine[] {
	const taken = [...others];
	return lines.flatMap((line, at): WrongLine[] => {
		const { fromDate, toDate } = line;
		const wrong = (field: WrongLine['field'], fault: BreakFault) => [{ at, field, fault }];
		if (fromDate === '' && toDate === '') return [];
		if (!line.nameNn) return wrong('name', 'noName');
		if (Math.max(line.nameNn.length, line.nameNb.length) > 80) return wrong('name', 'tooLong');
		if (fromDate === '') return wrong('from', 'noFirstDay');
		if (!isCivilDate(fromDate)) return wrong('from', 'wrongDate');
		if (schoolYearOf(fromDate) !== year) return wrong('from', 'outsideSchoolYear');
		const last = toDate || fromDate;
		if (!isCivilDate(last)) return wrong('to', 'wrongDate');
		if (last < fromDate) return wrong('to', 'endsBeforeItBegins');
		if (last > `${year + 1}-09-30`) return wrong('to', 'outsideSchoolYear');
		if (taken.some((other) => other.fromDate <= last && other.toDate >= fromDate)) return wrong('from', 'overlapsBreak');
		taken.push({ fromDate, toDate: last });
		return [];
	});
}
