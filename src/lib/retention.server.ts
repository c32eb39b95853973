import { addDays, civilDate, type CivilDate, type Instant } from './dates.ts';
import type { Db } from '#lib/db/open.server.ts';

/** What is known of people and not kept for ever. */
export type KeptKind = 'needs' | 'evaluations' | 'guests' | 'speakers' | 'letters';

/** One kind of it: the noun that keeps it says which rows are due, and how they are forgotten. */
export interface RetentionRule {
	kind: KeptKind;
	/** How long after the day (for letters: after they were written). */
	days: number;
	/** Ids of what is from before `day`, in one municipality. Changes nothing. */
	due(db: Db, municipalityId: string, day: CivilDate): Promise<string[]>;
	forget(trx: Db, ids: readonly string[]): Promise<void>;
}

/** How much of a kind is due. */
export type Due = { kind: KeptKind; days: number; count: number };

/** What would be forgotten at `now`: the dry run. */
export async function dueOf(db: Db, keepings: readonly RetentionRule[], municipalityId: string, now: Instant): Promise<Due[]> {
	const due: Due[] = [];
	for (const keeping of keepings) {
		const { kind, days } = keeping;
		due.push({ kind, days, count: (await keeping.due(db, municipalityId, keptSince(keeping, now))).length });
	}
	return due;
}

/** Forgets it, and says how much that was. Part of a transaction. */
export async function forgetDue(trx: Db, keepings: readonly RetentionRule[], municipalityId: string, now: Instant): Promise<Due[]> {
	const gone: Due[] = [];
	for (const keeping of keepings) {
		const ids = await keeping.due(trx, municipalityId, keptSince(keeping, now));
		// A statement takes only so many values.
		for (let at = 0; at < ids.length; at += 500) await keeping.forget(trx, ids.slice(at, at + 500));
		gone.push({ kind: keeping.kind, days: keeping.days, count: ids.length });
	}
	return gone;
}

/** What is from before this day has been kept for long enough. */
function keptSince({ days }: RetentionRule, now: Instant): CivilDate {
	return addDays(civilDate(now), -days);
}
