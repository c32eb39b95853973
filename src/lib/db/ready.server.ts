import type { Instant } from '#lib/dates.ts';
import { databaseFault, type DatabaseFault } from './fault.server.ts';
import type { Db } from './open.server.ts';
import { storeValue } from './stored.server.ts';

/** Tries a write. Gives why the database does not take it just now, and undefined when it does. */
export async function writeFault(db: Db, now: Instant): Promise<DatabaseFault | 'unknown' | undefined> {
	try {
		await storeValue(db, 'ready', now);
		return undefined;
	} catch (error) {
		return databaseFault(error) ?? 'unknown';
	}
}
