import { sql, type Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

/**
 * Writes the database anew without its free pages, and takes the write-ahead log back into it: both hold what was deleted or changed
 * (https://sqlite.org/lang_vacuum.html). Whether the log is empty: not while another process reads the database.
 */
export async function vacuum(db: Kysely<Database>): Promise<boolean> {
	await sql`vacuum`.execute(db);
	return emptyLog(db);
}

/** Takes the write-ahead log back into the database, and says whether all of it is there. */
export async function emptyLog(db: Kysely<Database>): Promise<boolean> {
	const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
	return rows[0]?.busy === 0;
}
