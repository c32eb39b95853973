import { sql, type Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { isPostgres } from './open.server.ts';

/**
 * Writes the database anew without its free pages, and takes the write-ahead log back into it: both hold what was deleted or changed
 * (https://sqlite.org/lang_vacuum.html). Whether the log is empty: not while another process reads the database. PostgreSQL writes its
 * tables anew; its log is kept for as long as whoever runs it says.
 */
export async function vacuum(db: Kysely<Database>): Promise<boolean> {
	if (isPostgres(db)) {
		await sql`vacuum (full)`.execute(db);
		return true;
	}
	await sql`vacuum`.execute(db);
	return emptyLog(db);
}

/** Takes the write-ahead log back into the database, and says whether all of it is there. */
export async function emptyLog(db: Kysely<Database>): Promise<boolean> {
	if (isPostgres(db)) return true;
	const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
	return rows[0]?.busy === 0;
}
