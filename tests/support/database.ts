import { sql, type Kysely } from 'kysely';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { freshPostgres, serverUrl, type Postgres } from './postgres.ts';

let migrated: Promise<Buffer> | undefined;
let postgres: Promise<Postgres> | undefined;

/** A migrated SQLite database in memory, of its own: a copy of one that was migrated once. */
export async function freshSqlite(): Promise<Kysely<Database>> {
	return openSqlite(await (migrated ??= migratedBytes()));
}

async function migratedBytes(): Promise<Buffer> {
	const folder = mkdtempSync(join(tmpdir(), 'samling-migrated-'));
	const db = openSqlite(':memory:');
	await migrate(db);
	await sql`vacuum into ${join(folder, 'samling.db')}`.execute(db);
	await db.destroy();
	const bytes = readFileSync(join(folder, 'samling.db'));
	rmSync(folder, { recursive: true });
	return bytes;
}

/**
 * Runs the same sentences on SQLite and on a PostgreSQL server, with as many connections as the product has.
 * `fresh()` gives an empty, migrated database: a new one on SQLite; on PostgreSQL the worker's, emptied.
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
	describe.skipIf(!serverUrl())(`${title} (PostgreSQL)`, () => {
		tests(async () => {
			const { db, empty } = await (postgres ??= freshPostgres());
			await empty();
			return db;
		});
	});
}
