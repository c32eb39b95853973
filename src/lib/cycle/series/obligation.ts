import type { CycleTables } from '#db/schema/cycle.ts';
import { addDays, dateOfIsoWeek, type CivilDate } from '#lib/dates.ts';
import type { Holiday } from '../dates/holidays.ts';
import type { SchoolBreak } from '../model.ts';
import { obstacleOn, windowsOf } from '../dates/suggest.ts';

export type Obligation = CycleTables['obligation'];

export type ObligationState = 'kept' | 'onTrack' | 'atRisk' | 'broken' | 'notYetDue';

export type ObligationStatus = {
	state: ObligationState;
	year: number;
	/** Gatherings held this year. */
	held: number;
	/** Gatherings still ahead this year. */
	planned: number;
	/** How many more must be planned. */
	missing: number;
	/** The last working day of the year that is not squeezed in, in a break or at Christmas; null when the year has none. */
	lastDateToHold: CivilDate | null;
	/** Invitations out this day still give people the time they are used to; null as above. */
	lastDateToInvite: CivilDate | null;
	/** Whether that day is still ahead. */
	inTime: boolean;
	/** The fixed week that the next missing gathering is for; null when it has none left. */
	fixedWeek: number | null;
	/** From this day on somebody must be told that it is missing; null when the year has no day for it. */
	warnFrom: CivilDate | null;
};

/** Whether an obligation counts in `year`: a measure that began or ended during the year counts that year. */
export function appliesIn(obligation: Pick<Obligation, 'validFrom' | 'validTo'>, year: number): boolean {
	return (
		obligation.validFrom.slice(0, 4) <= String(year) && (obligation.validTo === null || obligation.validTo.slice(0, 4) >= String(year))
	);
}

/**
 * How it goes with "n gatherings a year" in `year`, seen from `today`.
 * kept: enough are held · onTrack: held and planned are enough · atRisk: more must be planned and there is a day left for it ·
 * broken: no day is left · notYetDue: the year has not begun.
 */
export function obligationState(input: {
	obligation: Pick<Obligation, 'minPerYear'>;
	year: number;
	today: CivilDate;
	held: number;
	/** Those not held: `date` null when only month or year is settled. Cancelled ones and days gone by do not count. */
	planned: readonly { date: CivilDate | null; state: string }[];
	inviteWeeks: number;
	/** The weeks it is held by custom (`windowsOf`). */
	preferredWeeks: readonly number[];
	holidays: readonly Holiday[];
	breaks: readonly Pick<SchoolBreak, 'nameNn' | 'nameNb' | 'fromDate' | 'toDate'>[];
}): ObligationStatus {
	const { obligation, year, today, held, inviteWeeks } = input;
	const yearOf = Number(today.slice(0, 4));
	const planned = input.planned.filter(
		({ date, state }) => !['held', 'cancelled'].includes(state) && (date === null ? year >= yearOf : date >= today)
	).length;
	const missing = Math.max(0, obligation.minPerYear - held - planned);
	const lastDateToHold = lastPossibleDay(input);
	const lastDateToInvite = lastDateToHold && addDays(lastDateToHold, -7 * inviteWeeks);
	const fixed = windowsOf({ preferredWeeks: [...input.preferredWeeks] }, year)[held + planned];
	const latest = lastDateToInvite && addDays(lastDateToInvite, -7 * warnWeeks);
	const first = fixed && addDays(dateOfIsoWeek(year, fixed.week, 1), -7 * planWeeks);
	const facts = {
		fixedWeek: fixed?.week ?? null,
		warnFrom: latest && first && first < latest ? first : latest,
		year,
		held,
		planned,
		missing,
		lastDateToHold,
		lastDateToInvite,
		inTime: lastDateToInvite !== null && today <= lastDateToInvite
	};
	const state = (): ObligationState => {
		if (held >= obligation.minPerYear) return 'kept';
		if (year < yearOf) return 'broken';
		if (missing === 0) return 'onTrack';
		if (year > yearOf) return 'notYetDue';
		return lastDateToHold !== null && today <= lastDateToHold ? 'atRisk' : 'broken';
	};
	return { state: state(), ...facts };
}

export type LedgerYear = { year: number; held: number; kept: boolean };

/** How it went in the years gone by, newest first: kept when enough were held, else broken. At most twenty years. */
export function ledger(
	obligation: Pick<Obligation, 'validFrom' | 'validTo' | 'minPerYear'>,
	counts: readonly { year: number; held: number }[],
	today: CivilDate
): LedgerYear[] {
	const thisYear = Number(today.slice(0, 4));
	const years = Array.from({ length: 20 }, (_, back) => thisYear - 1 - back);
	return years
		.filter((year) => appliesIn(obligation, year))
		.map((year) => {
			const held = counts.find((count) => count.year === year)?.held ?? 0;
			return { year, held, kept: held >= obligation.minPerYear };
		});
}

/** Weeks before the fixed week from which the steward is warned: time to plan, and to invite. */
export const planWeeks = 14;

/** Weeks before the last day for inviting in time from which the steward is warned, where no fixed week comes before. */
export const warnWeeks = 8;

/** Whether its steward should be written to: a gathering is missing, and it is time to plan the one of the fixed week. */
export function mustWarn(status: Pick<ObligationStatus, 'state' | 'missing' | 'warnFrom'>, today: CivilDate): boolean {
	const isMissing = status.state === 'atRisk' || (status.state === 'notYetDue' && status.missing > 0);
	return isMissing && status.warnFrom !== null && today >= status.warnFrom;
}

/** The last day of the year on which a gathering could be held at all. */
function lastPossibleDay({
	year,
	holidays,
	breaks
}: {
	year: number;
	holidays: readonly Holiday[];
	breaks: Parameters<typeof obstacleOn>[0]['breaks'];
}): CivilDate | null {
	const check = { year, today: `${year}-01-01`, holidays, breaks, busy: [], inviteWeeks: 0 };
	for (let date = `${year}-12-31`; date >= `${year}-01-01`; date = addDays(date, -1)) {
		const day = new Date(`${date}T00:00:00Z`).getUTCDay();
		if (day !== 0 && day !== 6 && !obstacleOn(check, date)) return date;
	}
	return null;
}
