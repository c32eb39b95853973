import type { CivilDate } from '#lib/dates.ts';

/** A half-year's round of questions. */
export type Round = {
	/** '2017-2' is the second half of 2017. */
	half: string;
	/** The day it is asked from, and the last day to answer. */
	opens: CivilDate;
	due: CivilDate;
};

/** Days before the last one from which those who have not answered are reminded. */
export const remindDays = 7;

/**
 * The latest round that has opened by `today`. The autumn is asked about in January; the spring in June, before people go on
 * holiday, so that both are answered when the half-year report is written.
 */
export function roundOn(today: CivilDate): Round {
	const year = Number(today.slice(0, 4));
	return today < `${year}-06-01`
		? { half: `${year - 1}-2`, opens: `${year}-01-02`, due: `${year}-01-25` }
		: { half: `${year}-1`, opens: `${year}-06-01`, due: `${year}-06-20` };
}

/** The year a half belongs to. */
export function yearOf(half: string): number {
	return Number(half.slice(0, 4));
}

/** The first and last day of a half. */
export function daysOf(half: string): { from: CivilDate; to: CivilDate } {
	const year = yearOf(half);
	return half.endsWith('1') ? { from: `${year}-01-01`, to: `${year}-06-30` } : { from: `${year}-07-01`, to: `${year}-12-31` };
}
