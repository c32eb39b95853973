import { PGlite } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import type { Database } from '#db/schema.ts';
import { migrate } from '#lib/db/open.server.ts';
import { root } from './sources.ts';

export type Postgres = { db: Kysely<Database>; empty(): Promise<void> };

/**
 * A migrated PostgreSQL for one worker: PGlite, or a database of its own on the server that TEST_POSTGRES_URL names. It ends with the
 * worker.
 */
export async function startPostgres(): Promise<Postgres> {
	const url = process.env.TEST_POSTGRES_URL;
	const db = url ? await onServer(url) : await inProcess();
	await migrate(db);
	return { db, empty: () => emptyTables(db) };
}

async function inProcess() {
	const server = await PGlite.create({ loadDataDir: new Blob([readFileSync(await freshlyMade())]) });
	return new Kysely<Database>({ dialect: new PGliteDialect({ pglite: server }), plugins: [new CamelCasePlugin()] });
}

async function onServer(url: string) {
	const name = `${ours}${randomUUID().replaceAll('-', '')}`;
	await asAdmin(url, (admin) => admin.query(`create database ${name}`));
	const own = new URL(url);
	own.pathname = `/${name}`;
	const pool = new pg.Pool({ connectionString: own.href, max: 4 });
	return new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
}

const ours = 'samling_test_';

async function asAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
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

/**
 * The path of a PostgreSQL data directory as initdb leaves it. Making one takes seconds of computing and loading one half of
 * a second, so it is made once for each version of PGlite and kept in node_modules.
 */
async function freshlyMade(): Promise<string> {
	const { version } = JSON.parse(readFileSync(`${root}node_modules/@electric-sql/pglite/package.json`, 'utf8')) as { version: string };
	const path = `${root}node_modules/.cache/samling/pglite-${version}.tar`;
	if (existsSync(path)) return path;
	const server = await PGlite.create();
	const made = Buffer.from(await (await server.dumpDataDir('none')).arrayBuffer());
	await server.close();
	mkdirSync(dirname(path), { recursive: true });
	// Written beside and moved: another worker may be at it too.
	const part = `${path}.${process.pid}`;
	writeFileSync(part, made);
	renameSync(part, path);
	return path;
}

/** Run by vitest before the first test, which would otherwise spend its time on this. */
export async function setup(): Promise<void> {
	if (!process.env.TEST_POSTGRES_URL) await freshlyMade();
}

/** Run by vitest after the last test: the workers are gone, and their databases with them. */
export async function teardown(): Promise<void> {
	const url = process.env.TEST_POSTGRES_URL;
	if (!url) return;
	await asAdmin(url, async (admin) => {
		const { rows } = await admin.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1)', [ours]);
		for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
	});
}
