import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Version } from '../model.ts';

/** For so many days at least a proposal for a kommunedelplan is open to everybody (plan- og bygningsloven § 11-14: six weeks). */
export const lawfulDays = 42;

/** Remarks in one public hearing. Bounds what a flood can add to the queue. */
export const maxPublicRemarks = 5_000;

/** Letters to one address in one public hearing: whoever types somebody else's address can't fill their inbox. */
export const maxReceipts = 5;

/** So long after the last day the address of whoever sent a remark is deleted. */
export const senderKeptDays = 365;

/** Whether everybody can still send remarks: the last day has not passed, the round is not closed, and the plan is not adopted. */
export function isPublicOpen(round: { deadline: CivilDate; closedAt: string | null; adoptedAt: string | null }, now: Instant): boolean {
	return round.closedAt === null && round.adoptedAt === null && civilDate(now) <= round.deadline;
}

/** The first day that may be the last one of a public hearing that opens at `openedAt`. */
export function earliestLastDay(legalStatus: Version['legalStatus'], openedAt: Instant): CivilDate {
	return legalStatus === 'kommunedelplan' ? addDays(civilDate(openedAt), lawfulDays) : civilDate(openedAt);
}
