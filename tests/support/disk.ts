import { sql, type Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

/** The database refuses to keep what is written on boards, as on a full disk, until the function given is called. */
export async function diskFull({ db }: { db: Kysely<Database> }): Promise<() => Promise<unknown>> {
	await sql`create trigger disk_full before insert on board_update begin select raise(abort, 'disk full'); end`.execute(db);
	return () => sql`drop trigger disk_full`.execute(db);
}
