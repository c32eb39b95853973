import { PGlite } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PGliteDialect } from 'kysely';
import { afterAll, describe } from 'vitest';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';

/** A migrated SQLite database in memory, of its own. */
export async function freshSqlite(): Promise<Kysely<Database>> {
	const db = openSqlite(':memory:');
	await migrate(db);
	return db;
}

/**
 * Runs the same sentences on SQLite and on PostgreSQL (PGlite; one instance a test file, since it starts slowly).
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
		let server: PGlite | undefined;
		let db: Kysely<Database>;
		afterAll(async () => {
			await server?.close();
		});
		tests(async () => {
			if (!server) {
				server = await PGlite.create();
				db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: server }), plugins: [new CamelCasePlugin()] });
				await migrate(db);
				return db;
			}
			const tables = await server.query<{ name: string }>(
				"select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'"
			);
			await server.exec(`truncate ${tables.rows.map((row) => row.name).join(', ')} restart identity cascade`);
			return db;
		});
	});
}
