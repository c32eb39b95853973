import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import { storedValue, storeValue } from '#lib/db/stored.server.ts';

export type Clock = {
	now(): Instant;
	/** Moves the clock of the demo; it runs on from there, also after a restart. */
	move(to: Instant): Promise<void>;
};

const key = 'clock';

/**
 * The clock of the installation. Real time, unless `startAt` (SAMLING_NOW) says when a demo or a test begins; then the offset
 * to real time is stored, and used for as long as `startAt` stays the same.
 */
export async function openClock(db: Kysely<Database>, startAt: Instant | undefined): Promise<Clock> {
	if (!startAt) {
		return {
			now: () => new Date().toISOString(),
			move: async () => {
				throw new Error('The clock of a production installation cannot be moved.');
			}
		};
	}
	let offset = Date.parse(startAt) - Date.now();
	const stored = await storedValue(db, key);
	if (stored) {
		const kept = JSON.parse(stored) as { startAt: Instant; offset: number };
		if (kept.startAt === startAt) offset = kept.offset;
	}
	const keep = () => storeValue(db, key, JSON.stringify({ startAt, offset }));
	await keep();
	return {
		now: () => new Date(Date.now() + offset).toISOString(),
		async move(to) {
			offset = Date.parse(to) - Date.now();
			await keep();
		}
	};
}
