import { CamelCasePlugin, Kysely, sql } from 'kysely';
import pg from 'pg';
import type { Database } from '#db/schema.ts';
import { SamlingPostgresDialect } from './postgresDriver.server.ts';

/*
 * Loaded only where DATABASE_URL names a PostgreSQL: nothing of it, nor of `pg`, is read on SQLite.
 */

/** As many as work at once; a page has one for as long as its query takes. */
const connections = 12;
const int8 = 20;
const numeric = 1700;

/** Whole numbers come as numbers, as from SQLite. Throws where JavaScript would round one. */
function wholeNumber(text: string): number {
	const number = Number(text);
	if (!Number.isSafeInteger(number)) throw new Error(`The database has ${text}, which is more than can be counted with exactly.`);
	return number;
}

const types = {
	getTypeParser(type: number, format?: 'text' | 'binary') {
		if (type === int8) return wholeNumber;
		if (type === numeric) return Number;
		return pg.types.getTypeParser(type, format as 'text');
	}
} as pg.CustomTypesConfig;

const common = { types, application_name: 'samling', connectionTimeoutMillis: 5000, keepAlive: true };

/** Opens the database that `url` names; connections are made when they are needed. */
export function openPostgres(url: string): Kysely<Database> {
	const pool = new pg.Pool({
		...common,
		connectionString: url,
		max: connections,
		// A process that stands still keeps no row locked.
		idle_in_transaction_session_timeout: 60_000
	});
	// A connection that the server ends fails the query that is under way, and nobody where it waits for work: the next one is opened.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	return new Kysely<Database>({ dialect: new SamlingPostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
}

/** Throws a sentence when the database does not sort and fold as SQLite does: lists, searches and hashes would differ. */
export async function checkPostgres(db: Kysely<Database>): Promise<void> {
	const { rows } = await sql<{ sorts: boolean; folds: boolean; encoding: string; name: string }>`
		select 'Z' < 'a' and 'z' < 'æ' and 'a b' < 'aa' as sorts, lower('ÆØÅ') = 'ÆØÅ' as folds,
			current_setting('server_encoding') as encoding, current_database() as name`.execute(db);
	const { sorts, folds, encoding, name } = rows[0]!;
	if (sorts && folds && encoding === 'UTF8') return;
	throw new Error(
		`The database ${name} sorts by the rules of a language; Samling sorts by itself. Make one that sorts by bytes: ` +
			`create database samling template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C';`
	);
}

/** Whether something has been set up in the database, and which installation it is; its id is null when it was made before ids were. */
export async function installationInPostgres(db: Kysely<Database>, key: string): Promise<{ id: string | null } | undefined> {
	const { rows } = await sql<{ known: boolean }>`select to_regclass('installation') is not null as known`.execute(db);
	if (!rows[0]!.known) return undefined;
	const stored = await sql<{ value: string }>`select value from installation where key = ${key}`.execute(db);
	if (stored.rows[0]) return { id: stored.rows[0].value };
	const begun = await sql`select 1 from municipality limit 1`.execute(db);
	return begun.rows.length > 0 ? { id: null } : undefined;
}

/** The lock of whoever has the database: any number, the same for every process of ours. */
export const holder = 7_265_746_651;
const againMs = 500;

/**
 * Takes the database for this process until the function given is called or the process ends: each holds boards that another one would not
 * know. Throws a sentence when another process has it; calls `lost` when it was away for a while and another has it since.
 */
export async function holdPostgres(url: string, lost: (error: Error) => void): Promise<() => Promise<void>> {
	let isReleased = false;
	let client: pg.Client | undefined;
	const take = async () => {
		const mine = new pg.Client({ ...common, connectionString: url });
		mine.on('error', () => undefined);
		mine.on('end', () => {
			if (!isReleased && client === mine) again();
		});
		await mine.connect();
		const { rows } = await mine.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [holder]);
		client = mine;
		if (rows[0]!.taken) return;
		isReleased = true;
		await mine.end();
		throw new Error(taken(url));
	};
	const again = () => {
		setTimeout(() => {
			if (isReleased) return;
			take().catch((error: Error) => (isReleased ? lost(error) : again()));
		}, againMs).unref();
	};
	await take();
	return async () => {
		isReleased = true;
		await client?.end().catch(() => undefined);
	};
}

const taken = (url: string) =>
	`Another Samling is running on the database ${new URL(url).pathname.slice(1)}: stop it first, or give this one a database of its own.`;

const migrating = 7_265_746_652;

/** Runs `work` while no other process migrates the database: whoever comes second waits, and finds it done. */
export async function whileMigrating(db: Kysely<Database>, work: () => Promise<void>): Promise<void> {
	await db.connection().execute(async (one) => {
		await sql`select pg_advisory_lock(${migrating})`.execute(one);
		try {
			await work();
		} finally {
			await sql`select pg_advisory_unlock(${migrating})`.execute(one);
		}
	});
}
