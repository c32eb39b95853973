import type { CycleTables } from '#db/schema/cycle.ts';
import { addDays, isoWeek, weekday, type CivilDate } from '#lib/dates.ts';
import { isCurrent, isStaff, mayLead, successorOn, type Actor } from '#lib/people/model.ts';
import { holidaysOf, isFree } from './dates/holidays.ts';

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

/** The unit that answers for a stewardship on `date`: its own, or the one that took over when it ended. Undefined when it names none, or nobody took over. */
export function unitInCharge<U extends Parameters<typeof successorOn>[0][number]>(
	held: Pick<Stewardship, 'unitId'>,
	units: readonly U[],
	date: CivilDate
): U | undefined {
	return held.unitId === null ? undefined : successorOn(units, held.unitId, date);
}

/** One time that a fixed point comes round. `date` null: only the month is settled. */
export type Occurrence = { date: CivilDate | null; month: string };

type Recurring = Pick<CycleTables['cycleEntry'], 'kind' | 'date' | 'month' | 'recurs' | 'cancelledAt'>;

/**
 * When a fixed point comes round in `year`, from the month it was first set and until it was cancelled.
 * Meetings keep their place in the month ("the second Wednesday"), reports, budgets and deadlines their day (the 31st becomes
 * the 30th). A repetition that hits a weekend or a public holiday has no settled day: a person has to find one.
 */
export function occurrencesIn(entry: Recurring, year: number): Occurrence[] {
	const [firstYear = 0, firstMonth = 1] = entry.month.split('-').map(Number);
	const step = { once: 0, monthly: 1, halfYearly: 6, yearly: 12 }[entry.recurs];
	const months = Array.from({ length: 12 }, (_, index) => index + 1).filter((month) => {
		const since = (year - firstYear) * 12 + month - firstMonth;
		return since === 0 || (since > 0 && step > 0 && since % step === 0);
	});
	const ended = entry.cancelledAt?.slice(0, 10);
	const holidays = holidaysOf(year);
	return months
		.map((number): Occurrence => {
			const month = `${year}-${String(number).padStart(2, '0')}`;
			if (entry.date === null) return { date: null, month };
			if (month === entry.month) return { date: entry.date, month };
			const date = entry.kind === 'body' ? samePlaceIn(month, entry.date) : sameDayIn(month, entry.date);
			return { date: isFree(date, holidays) ? null : date, month };
		})
		.filter(({ date, month }) => ended === undefined || (date ? date < ended : month < ended.slice(0, 7)));
}

function daysIn(month: string): number {
	const [year = 0, number = 1] = month.split('-').map(Number);
	return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

const dayOf = (month: string, day: number): CivilDate => `${month}-${String(day).padStart(2, '0')}`;

function sameDayIn(month: string, date: CivilDate): CivilDate {
	return dayOf(month, Math.min(Number(date.slice(8)), daysIn(month)));
}

/** The nth weekday of the month, as `date` is in its own; a fifth one that is not there becomes the last. */
function samePlaceIn(month: string, date: CivilDate): CivilDate {
	const first = 1 + ((weekday(date) - weekday(dayOf(month, 1)) + 7) % 7);
	const day = first + 7 * Math.floor((Number(date.slice(8)) - 1) / 7);
	return dayOf(month, day > daysIn(month) ? day - 7 : day);
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

/** Every date from `from` to `to`, both inclusive. */
export function datesBetween(from: CivilDate, to: CivilDate): CivilDate[] {
	const dates: CivilDate[] = [];
	for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
	return dates;
}
