import type { CycleTables } from '#db/schema/cycle.ts';
import { weekday, type CivilDate } from '#lib/dates.ts';
import { holidaysOf, isFree } from '../dates/holidays.ts';

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
