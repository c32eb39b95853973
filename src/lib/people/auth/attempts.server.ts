import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '../audit.server.ts';
import type { Actor } from '../model.ts';

/** What somebody tried that is not there for them: things by their id, or the live boards of tables. */
export type Attempted = 'page' | 'board';

/** Somebody with an account, or whoever else comes to a municipality. */
export type Attempter = Pick<Actor, 'id' | 'municipalityId' | 'name'> | { id: null; municipalityId: string };

export interface Attempts {
	/** Counts one more. Never rejects: they have their answer. */
	count(db: Db, who: Attempter, what: Attempted, now: Instant): Promise<void>;
}

/** Fewer in an hour are old links and typing errors. */
const toldAt: readonly number[] = [10, 100, 1000, 10_000];
/** So many people are told apart in an hour; the others count together with those who have no account. */
const maxCounted = 5000;

/**
 * Counts by the hour what is refused to each who asks, in memory, and writes the 10th, the 100th … to the audit trail: so that trying
 * one id after the other is told, and a flood writes four entries an hour.
 */
export function createAttempts(): Attempts {
	let hour = '';
	const counts = new Map<string, number>();
	return {
		async count(db, who, what, now) {
			if (hour !== now.slice(0, 13)) counts.clear();
			hour = now.slice(0, 13);
			const known = who.id !== null && (counts.has(`${who.id} ${what}`) || counts.size < maxCounted);
			const key = `${known ? who.id : who.municipalityId} ${what}`;
			const count = (counts.get(key) ?? 0) + 1;
			counts.set(key, count);
			if (!toldAt.includes(count)) return;
			const { municipalityId } = who;
			const actor = known && who.id !== null ? who : { id: null, municipalityId, name: 'Samling' };
			try {
				await record(db, actor, 'access.attempt', { kind: what, id: '', detail: { what, count } }, now);
			} catch (error) {
				console.error(JSON.stringify({ event: 'attempts were not written down', error: String(error) }));
			}
		}
	};
}
