import SqliteConnection from 'better-sqlite3';
import { CamelCasePlugin, Kysely, Migrator, SqliteDialect, type Transaction } from 'kysely';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { migrations } from '#db/migrations/index.ts';
import type { Database } from '#db/schema.ts';

/** A connection or a transaction: what every query and command takes first. */
export type Db = Kysely<Database> | Transaction<Database>;

/**
 * Opens (and creates) the SQLite file at `path`; ':memory:' is for tests.
 * One connection, WAL and `synchronous=FULL`: what was acknowledged survives a power cut (https://sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(path: string): Kysely<Database> {
	if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
	const connection = new SqliteConnection(path);
	connection.pragma('journal_mode = WAL');
	connection.pragma('synchronous = FULL');
	connection.pragma('foreign_keys = ON');
	connection.pragma('busy_timeout = 250');
	return new Kysely<Database>({
		dialect: new SqliteDialect({ database: connection }),
		plugins: [new CamelCasePlugin()]
	});
}

/** Brings the database to the newest schema. Throws the first migration's error; SQLite and PostgreSQL then still hold the schema before it. */
export async function migrate(db: Kysely<Database>): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
	const { error } = await migrator.migrateToLatest();
	if (error) throw error;
}
