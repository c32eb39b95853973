import { addDays, type CivilDate, weekday } from '#lib/dates.ts';

/** Sunday of the next week: what is shown by day is this week's and the next one's. */
export const lastShown = (today: CivilDate): CivilDate => addDays(today, 14 - weekday(today));

/**
 * Things by the day that they are for: what is late, or has no day, is for today; what lies beyond next week is `later`. Days without
 * anything are left out, the order within a day is kept.
 */
export function byDay<T extends { day: CivilDate | null }>(
	things: readonly T[],
	today: CivilDate
): { days: [CivilDate, T[]][]; later: T[] } {
	const last = lastShown(today);
	const dayOf = ({ day }: T) => (day === null || day < today ? today : day);
	const near = Map.groupBy(
		things.filter((thing) => dayOf(thing) <= last),
		dayOf
	);
	return { days: [...near].toSorted(([a], [b]) => a.localeCompare(b)), later: things.filter((thing) => dayOf(thing) > last) };
}
