import type { CivilDate } from '#lib/dates.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { successorOn } from '#lib/people/model.ts';

/**
 * How well a topic is known among those who work in a unit *now*, and what that advises. Pure calculation: who was where is for
 * `gatherings`, how many work in a unit is for `people`, and the route brings them together.
 */

/** A topic was up on `date`, and `attended` from the unit were there; null: they were there, but nobody noted how many. */
export type Heard = { date: CivilDate; attended: number | null };

/** What the leader of a unit said on a day: how many work there, and how many of those came since the last time it was said. */
export type Headcount = { date: CivilDate; headcount: number; newcomers: number };

export type UnitMemory = {
	headcount: number;
	/** Share (0–1) of those who work there now who are taken to know it. */
	coverage: number;
	/** Share of those who work there now who have been there since it was last up; 1 when it never was. */
	stayed: number;
	/** Of those who work there now, how many came after it was last up; 0 when it never was. */
	newcomers: number;
	last: CivilDate | null;
	/** Whether the unit was there at least once without anybody noting how many: all of them are then taken to have been. */
	assumed: boolean;
};

const daysInYear = 365.25;

/** Whole days between two civil dates. A full table asks tens of thousands of times, where a calendar library takes a second. */
function daysBetween(from: CivilDate, to: CivilDate): number {
	return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

/** How much of what was heard on `date` is left on `today`: a half after `halfLifeYears`, a quarter after twice that. */
export function left(date: CivilDate, today: CivilDate, halfLifeYears: number): number {
	return 0.5 ** (Math.max(0, daysBetween(date, today)) / daysInYear / halfLifeYears);
}

/**
 * Share of a unit's staff of today who were there on `date` already. Newcomers of a report are taken to have come evenly since the
 * report before it (since a year before the first one), so a topic that was up in between has met some of them.
 */
export function stayedSince(reports: readonly Headcount[], date: CivilDate): number {
	const ordered = reports.toSorted((a, b) => a.date.localeCompare(b.date));
	return ordered.reduce((share, report, index) => {
		if (report.date <= date || report.headcount === 0) return share;
		const before = ordered[index - 1];
		const days = before ? daysBetween(before.date, report.date) : daysInYear;
		const after = Math.min(1, daysBetween(date, report.date) / Math.max(1, days));
		return share * (1 - (report.newcomers / report.headcount) * after);
	}, 1);
}

/** How many worked in the unit on `date`: the last report until then, else the first after it, else `registered`. */
export function headcountOn(reports: readonly Headcount[], date: CivilDate, registered: number): number {
	const ordered = reports.toSorted((a, b) => a.date.localeCompare(b.date));
	return (ordered.findLast((report) => report.date <= date) ?? ordered[0])?.headcount ?? registered;
}

/**
 * What a unit knows of a topic today. Who came to one time and who to another is not kept by person, so the times are taken to have
 * met people independently of each other: half the unit twice is three quarters of it. `registered`: persons registered in the unit,
 * used while its leader has not said how many work there.
 */
export function unitMemory(given: {
	heard: readonly Heard[];
	reports: readonly Headcount[];
	registered: number;
	halfLifeYears: number;
	today: CivilDate;
}): UnitMemory {
	const { reports, registered, halfLifeYears, today } = given;
	const heard = given.heard.filter(({ date }) => date <= today);
	const headcount = headcountOn(reports, today, registered);
	const last = heard.reduce<CivilDate | null>((latest, { date }) => (latest === null || date > latest ? date : latest), null);
	const missed = heard.reduce((share, { date, attended }) => {
		const of = Math.max(1, headcountOn(reports, date, registered));
		const reached = attended === null ? 1 : Math.min(1, attended / of);
		return share * (1 - reached * left(date, today, halfLifeYears) * stayedSince(reports, date));
	}, 1);
	const stayed = last === null ? 1 : stayedSince(reports, last);
	return {
		headcount,
		coverage: headcount === 0 ? 0 : 1 - missed,
		stayed,
		newcomers: last === null ? 0 : Math.round(headcount * (1 - stayed)),
		last,
		assumed: heard.some(({ attended }) => attended === null)
	};
}

/** Several units as one: shares weighed by how many work there. */
export function combineUnits(units: readonly UnitMemory[]): UnitMemory {
	const headcount = units.reduce((sum, unit) => sum + unit.headcount, 0);
	const share = (of: (unit: UnitMemory) => number) =>
		headcount === 0 ? 0 : units.reduce((sum, unit) => sum + of(unit) * unit.headcount, 0) / headcount;
	return {
		headcount,
		coverage: share((unit) => unit.coverage),
		stayed: headcount === 0 ? 1 : share((unit) => unit.stayed),
		newcomers: units.reduce((sum, unit) => sum + unit.newcomers, 0),
		last: units.reduce<CivilDate | null>((last, unit) => ((unit.last ?? '') > (last ?? '') ? unit.last : last), null),
		assumed: units.some((unit) => unit.assumed)
	};
}

/** From this share on a topic counts as known among those who were there: three of five. */
export const minKnown = 0.6;
/** From this share of newcomers on a repeat for them is worth its time: one of five. */
export const manyNew = 0.2;

export type Advice = {
	/** rest: let it rest · repeat: a short one for newcomers · all: for everybody, again or for the first time. */
	kind: 'rest' | 'repeat' | 'all';
	/** Why: never up · too little is left of it, or too few heard it · many are new · known. */
	because: 'never' | 'faded' | 'newcomers' | 'known';
	memory: UnitMemory;
};

/**
 * What a memory advises: again for all when less than three of five of those who have been there since it was up know it still,
 * a short repeat when they do but one of five or more is new, else rest.
 */
export function advise(memory: UnitMemory): Advice {
	const { last, coverage, stayed, newcomers } = memory;
	if (last === null) return { kind: 'all', because: 'never', memory };
	const among = stayed === 0 ? 0 : coverage / stayed;
	if (among < minKnown) return { kind: 'all', because: 'faded', memory };
	if (newcomers > 0 && stayed <= 1 - manyNew) return { kind: 'repeat', because: 'newcomers', memory };
	return { kind: 'rest', because: 'known', memory };
}

export type MemoryRow<U> = { units: U[]; memory: UnitMemory; advice: Advice };

/**
 * A row for each unit, with those of fewer than three put together in one. When even together they are fewer than three the smallest
 * of the others joins them: else what is missing in the total would tell.
 */
export function pooled<U extends { memory: UnitMemory }>(units: readonly U[]): MemoryRow<U>[] {
	const bySize = units.toSorted((a, b) => a.memory.headcount - b.memory.headcount);
	const small = bySize.filter(({ memory }) => memory.headcount > 0 && memory.headcount < minGroupSize.unit);
	const others = bySize.filter(({ memory }) => memory.headcount >= minGroupSize.unit);
	while (small.length > 0 && combineUnits(small.map(({ memory }) => memory)).headcount < minGroupSize.unit && others.length > 0) {
		small.push(others.shift()!);
	}
	const row = (of: U[]): MemoryRow<U> => {
		const memory = combineUnits(of.map((unit) => unit.memory));
		return { units: of, memory, advice: advise(memory) };
	};
	const alone = units.filter((unit) => others.includes(unit)).map((unit) => row([unit]));
	const joint = combineUnits(small.map(({ memory }) => memory)).headcount;
	return joint >= minGroupSize.unit ? [...alone, row(units.filter((unit) => small.includes(unit)))] : alone;
}

type Unit = { id: string; kind: 'internal' | 'external'; validFrom: string | null; validTo: string | null; successorId: string | null };

export type UnitOfTopic<U> = { unit: U; memory: UnitMemory; heard: Heard[] };

/**
 * What each of our own units that exist on `today` knows of a topic. What a unit that is gone has heard, and what its leader said of
 * it, counts for the one that took over.
 */
export function memoryByUnit<U extends Unit>(given: {
	units: readonly U[];
	heard: readonly (Heard & { unitId: string })[];
	reports: ReadonlyMap<string, readonly Headcount[]>;
	registered: ReadonlyMap<string, number>;
	halfLifeYears: number;
	today: CivilDate;
}): UnitOfTopic<U>[] {
	const { units, today, halfLifeYears } = given;
	const inCharge = new Map(units.map((unit) => [unit.id, successorOn(units, unit.id, today)]));
	const heardBy = Map.groupBy(given.heard, ({ unitId }) => inCharge.get(unitId)?.id);
	return units
		.filter((unit) => unit.kind === 'internal' && inCharge.get(unit.id) === unit)
		.map((unit) => {
			const heard = (heardBy.get(unit.id) ?? []).map(({ date, attended }) => ({ date, attended }));
			const reports = given.reports.get(unit.id) ?? [];
			const registered = given.registered.get(unit.id) ?? 0;
			return { unit, heard, memory: unitMemory({ heard, reports, registered, halfLifeYears, today }) };
		});
}

/**
 * Advice for the topic as a whole: of the units where it has been up, or of all where it never was, so that a course for some does
 * not look forgotten because others were not meant to come.
 */
export function adviceOf(units: readonly { memory: UnitMemory }[]): Advice {
	const staffed = units.filter(({ memory }) => memory.headcount > 0);
	const met = staffed.filter(({ memory }) => memory.last !== null);
	return advise(combineUnits((met.length > 0 ? met : staffed).map(({ memory }) => memory)));
}
