import { addDays, type CivilDate, weekday } from '#lib/dates.ts';

/** `date`, or the working day before it (`step` −1) or after it (1) when it is a Saturday or Sunday. */
export function onWorkingDay(date: CivilDate, step: -1 | 1): CivilDate {
	let day = date;
	while (weekday(day) > 5) day = addDays(day, step);
	return day;
}

/**
 * When a task is due that belongs `days` after the day of the gathering (before it, when negative): on a working day, the one before for
 * what is to be ready and the one after for what comes of it; what is gone already is due today.
 */
export function dueDay(day: CivilDate, days: number, today: CivilDate): CivilDate {
	const due = days === 0 ? day : onWorkingDay(addDays(day, days), days < 0 ? -1 : 1);
	return due < today ? today : due;
}

/** How far from the day a task can be put by a choice, in days. */
export const distances: readonly number[] = [-56, -42, -28, -21, -14, -7, -1, 0, 1, 7, 14, 28];
