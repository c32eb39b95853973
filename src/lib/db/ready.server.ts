import type { Instant } from '#lib/dates.ts';
import type { Db } from './open.server.ts';

/** Whether the database takes a write just now: it does not on a full or read-only disk, or when somebody else holds its lock. */
export async function canWrite(db: Db, now: Instant): Promise<boolean> {
	try {
		const probe = { key: 'ready', value: now };
		await db
			.insertInto('installation')
			.values(probe)
			.onConflict((conflict) => conflict.column('key').doUpdateSet(probe))
			.execute();
		return true;
	} catch {
		return false;
	}
}
