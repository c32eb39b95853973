import { sql, type Kysely } from 'kysely';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database } from '#db/schema.ts';
import { migrate } from '#lib/db/open.server.ts';
import { openPostgres } from '#lib/db/postgres.server.ts';
import { findPostgres, startServer, type Server } from './postgresServer.ts';

export type Postgres = { db: Kysely<Database>; url: string; empty(): Promise<void> };

/** The server of this run (`setup` starts it); undefined: this machine has none, and what needs one is not tried. */
export const serverUrl = (): string | undefined => process.env.TEST_POSTGRES_URL || undefined;

const ours = 'samling_test_';
const template = () => `${ours}template_${process.env.SAMLING_TEST_TEMPLATE}`;

/** A migrated database of its own on the server: a copy of one that was migrated once. It goes with the run. */
export async function freshPostgres(): Promise<Postgres> {
	const url = serverUrl()!;
	const name = `${ours}${randomUUID().replaceAll('-', '')}`;
	await asAdmin(url, (admin) => admin.query(`create database ${name} template ${template()}`));
	const own = named(url, name);
	const db = openPostgres(own);
	return { db, url: own, empty: () => emptyTables(db) };
}

/** An empty database that nobody has migrated, made as `how` says; gives its address. */
export async function emptyPostgres(how = "encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"): Promise<string> {
	const name = `${ours}${randomUUID().replaceAll('-', '')}`;
	await asAdmin(serverUrl()!, (admin) => admin.query(`create database ${name} template template0 ${how}`));
	return named(serverUrl()!, name);
}

function named(url: string, name: string): string {
	const own = new URL(url);
	own.pathname = `/${name}`;
	return own.href;
}

export async function asAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
	const admin = new pg.Client({ connectionString: url });
	await admin.connect();
	try {
		return await work(admin);
	} finally {
		await admin.end();
	}
}

async function emptyTables(db: Kysely<Database>): Promise<void> {
	const { rows } = await sql<{ name: string }>`
		select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
	`.execute(db);
	// Deleting from tables that are mostly empty is six times as fast as truncating them; no row is looked up for a foreign key.
	await db.connection().execute(async (one) => {
		await sql`set session_replication_role = replica`.execute(one);
		await sql.raw(`do $$ begin ${rows.map(({ name }) => `delete from ${name};`).join(' ')} end $$`).execute(one);
		await sql`set session_replication_role = origin`.execute(one);
	});
}

let started: Server | undefined;

/**
 * Run by vitest before the first test: starts a PostgreSQL, unless TEST_POSTGRES_URL names one, and migrates the database that all others
 * are copies of. A machine without one says so; in CI that is a failure.
 */
export async function setup(): Promise<void> {
	process.env.SAMLING_TEST_TEMPLATE = randomUUID().replaceAll('-', '');
	if (!serverUrl()) {
		const bin = findPostgres();
		if (!bin) {
			if (process.env.CI) throw new Error('There is no PostgreSQL here, and none could be installed.');
			console.warn('NOT TRIED: whatever needs a PostgreSQL, since there is none here and none could be installed.');
			return;
		}
		started = await startServer(bin);
		process.env.TEST_POSTGRES_URL = started.url;
	}
	const url = serverUrl()!;
	await asAdmin(url, (admin) =>
		admin.query(`create database ${template()} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`)
	);
	const db = openPostgres(named(url, template()));
	await migrate(db);
	await db.destroy();
}

/** Run by vitest after the last test. */
export async function teardown(): Promise<void> {
	if (started) return started.stop();
	const url = serverUrl();
	if (!url) return;
	await asAdmin(url, async (admin) => {
		const { rows } = await admin.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1)', [ours]);
		for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
	});
}
