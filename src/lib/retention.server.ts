import { addDays, civilDate, type CivilDate, type Instant } from './dates.ts';
import type { Db } from '#lib/db/open.server.ts';

/** What is known of people and not kept for ever. */
export type RetentionKind =
	'joining' | 'needs' | 'evaluations' | 'guests' | 'seats' | 'speakers' | 'planImports' | 'remarkSenders' | 'letters';

/** One kind of it: the noun that keeps it says which rows are due, and how they are purged. */
export interface RetentionRule {
	kind: RetentionKind;
	/** How long after the day (for letters: after they were written). */
	days: number;
	/** Ids of what is from before `day`, in one municipality. Changes nothing. */
	due(db: Db, municipalityId: string, day: CivilDate): Promise<string[]>;
	purge(trx: Db, ids: readonly string[]): Promise<void>;
}

/** How much of a kind is due. */
export type Due = { kind: RetentionKind; days: number; count: number };

/** What would be purged at `now`: the dry run. */
export async function dueOf(db: Db, rules: readonly RetentionRule[], municipalityId: string, now: Instant): Promise<Due[]> {
	const due: Due[] = [];
	for (const rule of rules) {
		const { kind, days } = rule;
		due.push({ kind, days, count: (await rule.due(db, municipalityId, keptSince(rule, now))).length });
	}
	return due;
}

/** Purges it, and says how much that was. Part of a transaction. */
export async function purgeDue(trx: Db, rules: readonly RetentionRule[], municipalityId: string, now: Instant): Promise<Due[]> {
	const gone: Due[] = [];
	for (const rule of rules) {
		const ids = await rule.due(trx, municipalityId, keptSince(rule, now));
		// A statement takes only so many values.
		for (let at = 0; at < ids.length; at += 500) await rule.purge(trx, ids.slice(at, at + 500));
		gone.push({ kind: rule.kind, days: rule.days, count: ids.length });
	}
	return gone;
}

/** What is from before this day has been kept for long enough. */
function keptSince({ days }: RetentionRule, now: Instant): CivilDate {
	return addDays(civilDate(now), -days);
}
