import type { Instant } from '#lib/dates.ts';
import { databaseFault, type DatabaseFault } from './fault.server.ts';
import type { Db } from './open.server.ts';

/** Tries a write. Gives why the database does not take it just now, and undefined when it does. */
export async function writeFault(db: Db, now: Instant): Promise<DatabaseFault | 'unknown' | undefined> {
	try {
		const probe = { key: 'ready', value: now };
		await db
			.insertInto('installation')
			.values(probe)
			.onConflict((conflict) => conflict.column('key').doUpdateSet(probe))
			.execute();
		return undefined;
	} catch (error) {
		return databaseFault(error) ?? 'unknown';
	}
}
