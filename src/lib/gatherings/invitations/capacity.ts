import { type CivilDate, type Instant, type LocalTime, addDays, addMilliseconds, civilDate, daysBetween, instantOf } from '#lib/dates.ts';
import type { Answer } from '../model.ts';
import { holidaysOf, isFree } from '#lib/cycle/dates/holidays.ts';

/** How it stands with an invitation: what was answered, and whether there is a place. */
export type InvitationStatus = 'unanswered' | 'accepted' | 'declined' | 'waiting' | 'offered' | 'lapsed';

export type Asked = { answer: Answer | null; waitingAt: Instant | null; offerUntil: Instant | null };

export type Terms = { answerBy: CivilDate | null; capacity: number | null };

/** An offer holds its place until it ends, whether or not anybody has looked since. */
export function invitationStatus({ answer, waitingAt, offerUntil }: Asked, now: Instant): InvitationStatus {
	if (answer !== null) return answer;
	if (offerUntil !== null) return offerUntil > now ? 'offered' : 'lapsed';
	return waitingAt === null ? 'unanswered' : 'waiting';
}

/** Places that are taken: those who come, and those that are kept for somebody. */
export function taken(invitations: readonly Asked[], now: Instant): number {
	return invitations.filter((one) => ['accepted', 'offered'].includes(invitationStatus(one, now))).length;
}

/** How many more there is room for; null: as many as come. */
export function freePlaces(terms: Terms, invitations: readonly Asked[], now: Instant): number | null {
	return terms.capacity === null ? null : Math.max(0, terms.capacity - taken(invitations, now));
}

/** Whether it is too late to say yes. To say no is never too late: it makes room. */
export function isPastDeadline(terms: Terms, today: CivilDate): boolean {
	return terms.answerBy !== null && terms.answerBy < today;
}

/** The most that a place is kept. */
const longestOfferDays = 7;

/**
 * Until when a place is kept for whoever it is offered to now, in proportion to how far off the day is: a tenth of the days that are left,
 * a week at most, then 15:00 on the first working day; the next working day at the soonest, and an hour before the gathering at the latest.
 * Null when nobody could answer in time.
 */
export function offerEnds(now: Instant, begins: { date: CivilDate; startTime: LocalTime }): Instant | null {
	const today = civilDate(now);
	const year = Number(today.slice(0, 4));
	const holidays = [...holidaysOf(year), ...holidaysOf(year + 1)];
	const share = Math.floor(daysBetween(today, begins.date) / 10);
	let day = addDays(today, Math.min(longestOfferDays, Math.max(1, share)));
	while (isFree(day, holidays)) day = addDays(day, 1);
	const last = addMilliseconds(instantOf(begins.date, begins.startTime), -3_600_000);
	const ends = [instantOf(day, '15:00'), last].sort()[0]!;
	return ends > addMilliseconds(now, 3_600_000) ? ends : null;
}
