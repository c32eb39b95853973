import type { CycleTables } from '#db/schema/cycle.ts';
import type { CivilDate } from '#lib/dates.ts';

export type DateAnswer = CycleTables['datePollAnswer']['answer'];
export const dateAnswers: readonly DateAnswer[] = ['can', 'ifNeeded', 'cannot'];

export const minDates = 2;
/** More than this nobody answers on a phone. */
export const maxDates = 8;

export type PollState = 'open' | 'ended' | 'decided' | 'stopped';

/**
 * open: takes answers · ended: the deadline or the last of its days has passed, and a day can be chosen of those that are left ·
 * decided: a day is chosen · stopped: called off.
 */
export function pollState(
	poll: { deadline: CivilDate; closedAt: string | null; chosenDate: CivilDate | null; dates: readonly CivilDate[] },
	today: CivilDate
): PollState {
	if (poll.chosenDate !== null) return 'decided';
	if (poll.closedAt !== null) return 'stopped';
	return poll.deadline < today || poll.dates.every((date) => date < today) ? 'ended' : 'open';
}

/** How a day suits those who were asked. */
export type DateTally = { date: CivilDate; can: number; ifNeeded: number; cannot: number; asked: number };

export function tally(dates: readonly CivilDate[], members: readonly { answers: Partial<Record<CivilDate, DateAnswer>> }[]): DateTally[] {
	return dates.map((date) => {
		const said = members.map(({ answers }) => answers[date]);
		const count = (wanted: DateAnswer) => said.filter((answer) => answer === wanted).length;
		return { date, can: count('can'), ifNeeded: count('ifNeeded'), cannot: count('cannot'), asked: members.length };
	});
}

/**
 * The day that suits best: the fewest who can't, then the most who can without moving anything, then the first. Undefined
 * before anybody has answered.
 */
export function bestDate(tallies: readonly DateTally[], today: CivilDate): CivilDate | undefined {
	const [best] = tallies
		.filter(({ date, can, ifNeeded, cannot }) => date >= today && can + ifNeeded + cannot > 0)
		.toSorted((a, b) => a.cannot - b.cannot || b.can - a.can || b.ifNeeded - a.ifNeeded || a.date.localeCompare(b.date));
	return best?.date;
}

/** More of those asked can't than could: a day to pass over. */
export function fewCan({ can, ifNeeded, cannot }: Omit<DateTally, 'date'>): boolean {
	return cannot > can + ifNeeded;
}
