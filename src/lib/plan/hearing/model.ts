import { sameName } from '#lib/text/names.ts';
import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';

export const bodyKinds = ['unit', 'council', 'external'] as const;
export type BodyKind = (typeof bodyKinds)[number];
export type NewBody = { kind: BodyKind; name: string; email: string };

/** Remarks per body. Bounds what a leaked link can add to the queue. */
export const maxRemarks = 100;

/** Days before the last one on which those who have not answered are reminded, when they had twice as long. */
export const remindDays = 7;

/** Whether a body can still answer: the round is not closed, its last day has not passed, and the plan is not adopted. */
export function isHeard(hearing: { deadline: CivilDate; closedAt: string | null; adoptedAt: string | null }, now: Instant): boolean {
	return hearing.closedAt === null && hearing.adoptedAt === null && civilDate(now) <= hearing.deadline;
}

/** The day on which a round reminds by itself; null when nobody had time to forget it, or was reminded by hand. */
export function remindsOn(hearing: { deadline: CivilDate; openedAt: Instant; reminders: number }): CivilDate | null {
	const day = addDays(hearing.deadline, -remindDays);
	return hearing.reminders === 0 && day >= addDays(civilDate(hearing.openedAt), remindDays) ? day : null;
}

type Named = { name: string; email: string };

/** Two bodies may share an address; the same name at the same address is one. */
export function isSameBody(one: Named, other: Named): boolean {
	return one.email === other.email && sameName(one.name, other.name);
}
