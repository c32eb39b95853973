import type { CycleTables } from '#db/schema/cycle.ts';
import { isoWeek, type CivilDate } from '#lib/dates.ts';
import { isCurrent, isStaff, mayLead, successorOn, type Actor } from '#lib/people/model.ts';

export type EntryKind = CycleTables['cycleEntry']['kind'];
export type Recurrence = CycleTables['cycleEntry']['recurs'];
export type SchoolBreak = CycleTables['schoolBreak'];
export type Stewardship = CycleTables['stewardship'];

export const entryKinds: readonly EntryKind[] = ['body', 'report', 'hearing', 'budget', 'deadline', 'other'];
export const recurrences: readonly Recurrence[] = ['once', 'monthly', 'halfYearly', 'yearly'];

/** A series as people mean it: how often, in which weeks, on which weekday, and how long before the day invitations go out. */
export type Series = Omit<CycleTables['series'], 'preferredWeeks'> & { preferredWeeks: number[] };

/** Reads what `series.preferredWeeks` stores; throws on anything but a JSON list of ISO weeks. */
export function weeksFrom(stored: string): number[] {
	const weeks: unknown = JSON.parse(stored);
	if (!Array.isArray(weeks) || !weeks.every((week) => Number.isInteger(week) && week >= 1 && week <= 53))
		throw new TypeError(`not a list of weeks: ${stored}`);
	return weeks;
}

/** Whether a series is still held on `date`. */
export function runsOn({ endDate }: Pick<Series, 'endDate'>, date: CivilDate): boolean {
	return endDate === null || date <= endDate;
}

/** Adds and cancels fixed points, enters school breaks, changes the cadence, hands the responsibility over. */
export function mayPlanYear(actor: Pick<Actor, 'roles'>): boolean {
	return mayLead(actor);
}

/** Reads what is handed over with a series: those who plan the year, and the unit that takes over. */
export function mayReadHandover(actor: Pick<Actor, 'roles' | 'unitId'>, unitId: string | null): boolean {
	return mayPlanYear(actor) || (isStaff(actor) && unitId !== null && actor.unitId === unitId);
}

/** Who has the responsibility on `date`; undefined before the first. The rows may come in any order. */
export function stewardOn<S extends Pick<Stewardship, 'validFrom' | 'validTo'>>(
	stewardships: readonly S[],
	date: CivilDate
): S | undefined {
	return stewardships.find((held) => isCurrent(held, date));
}

/**
 * The unit that answers for a stewardship on `date`: its own, or the one that took over when it ended. Undefined when it names
 * none, or nobody took over.
 */
export function unitInCharge<U extends Parameters<typeof successorOn>[0][number]>(
	held: Pick<Stewardship, 'unitId'>,
	units: readonly U[],
	date: CivilDate
): U | undefined {
	return held.unitId === null ? undefined : successorOn(units, held.unitId, date);
}

/** A target window of a series: the preferred ISO week and how many weeks on either side will do. */
export type Window = { week: number; from: CivilDate; to: CivilDate };

/** How many weeks from the preferred one a gathering may be. */
export const windowWeeks = 3;

/** ISO weeks in a year: 53 when it begins or ends on a Thursday. */
export function weeksIn(year: number): number {
	return isoWeek(`${year}-12-28`).week;
}

/** The break a date is in, if any. */
export function breakOn<B extends Pick<SchoolBreak, 'fromDate' | 'toDate'>>(breaks: readonly B[], date: CivilDate): B | undefined {
	return breaks.find((away) => away.fromDate <= date && date <= away.toDate);
}
