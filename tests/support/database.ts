import type { Kysely } from 'kysely';
import { afterAll, describe } from 'vitest';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { startPostgres, type Postgres } from './postgres.ts';

/** A migrated SQLite database in memory, of its own. */
export async function freshSqlite(): Promise<Kysely<Database>> {
	const db = openSqlite(':memory:');
	await migrate(db);
	return db;
}

/**
 * Runs the same sentences on SQLite and on PostgreSQL (PGlite, or the server that TEST_POSTGRES_URL names; one a test file).
 * `fresh()` gives an empty, migrated database: a new one on SQLite; on PostgreSQL the one before it is emptied.
 */
export function onBothDatabases(title: string, tests: (fresh: () => Promise<Kysely<Database>>) => void): void {
	describe(`${title} (SQLite)`, () => {
		const opened: Kysely<Database>[] = [];
		afterAll(async () => {
			for (const db of opened) await db.destroy();
		});
		tests(async () => {
			const db = await freshSqlite();
			opened.push(db);
			return db;
		});
	});
	describe(`${title} (PostgreSQL)`, () => {
		let server: Postgres | undefined;
		afterAll(async () => {
			await server?.stop();
		});
		tests(async () => {
			if (server) await server.empty();
			else server = await startPostgres();
			return server.db;
		});
	});
}
