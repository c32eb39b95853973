import SqliteConnection from 'better-sqlite3';
import { CamelCasePlugin, Kysely, PostgresAdapter, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { migrations } from '#db/migrations/index.ts';
import type { Database } from '#db/schema.ts';
import { untilSerialized } from './serializable.server.ts';
import { SamlingSqliteDialect } from './sqlite.server.ts';

/** A connection or a transaction: what every query and command takes first. */
export type Db = Kysely<Database> | Transaction<Database>;

/**
 * Opens (and creates) the SQLite file at `path`; ':memory:', and the bytes of a file to be copied to memory, are for tests.
 * One connection, WAL and `synchronous=FULL`: what was acknowledged survives a power cut
 * (https://sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(path: string | Buffer): Kysely<Database> {
	if (typeof path === 'string' && path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
	const connection = new SqliteConnection(path);
	connection.pragma('journal_mode = WAL');
	connection.pragma('synchronous = FULL');
	connection.pragma('foreign_keys = ON');
	// What is deleted is overwritten: a backup made afterwards would hold it in its free pages.
	connection.pragma('secure_delete = ON');
	// The driver waits for locks, so that the event loop does not (`sqlite.server.ts`).
	connection.pragma('busy_timeout = 0');
	return new Kysely<Database>({
		dialect: new SamlingSqliteDialect(connection),
		plugins: [new CamelCasePlugin()]
	});
}

/** Whether it is a PostgreSQL; else it is SQLite. */
export const isPostgres = (db: Db): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

/**
 * Brings the database to the newest schema, all or nothing. Throws the first migration's error, or a sentence when the database
 * was written by a version whose migrations are not ours; the schema is then as it was.
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
	if (isPostgres(db)) await (await import('./postgres.server.ts')).whileMigrating(db, () => migrateToLatest(db));
	else await migrateToLatest(db);
}

async function migrateToLatest(db: Kysely<Database>): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
	const { error } = await migrator.migrateToLatest();
	// Kysely's words for a migration that was run here and is not among ours, or not in this order.
	if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
		throw new Error(
			'The database was written by another version of Samling, which this one cannot read. ' +
				'Start that version, or begin anew in an empty DATA_DIR (the demo: npm run demo -- --reset).',
			{ cause: error }
		);
	}
	if (error) throw error;
}

/**
 * Runs `work` in a transaction, or in the one that `db` already is (Kysely's own would deadlock on the single connection). On PostgreSQL
 * it may be run several times until it is done once: it changes nothing but the database (a law).
 */
export async function inTransaction<T>(db: Db, work: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
	if (db.isTransaction) return work(db as Transaction<Database>);
	return untilSerialized(() => (db as Kysely<Database>).transaction().execute(work));
}
