import { PGlite } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import type { Database } from '#db/schema.ts';
import { migrate } from '#lib/db/open.server.ts';
import { root } from './sources.ts';

export type Postgres = { db: Kysely<Database>; empty(): Promise<void>; stop(): Promise<void> };

/** A migrated PostgreSQL for one test file: PGlite, or a database of its own on the server that TEST_POSTGRES_URL names. */
export async function startPostgres(): Promise<Postgres> {
	const url = process.env.TEST_POSTGRES_URL;
	const { db, stop } = url ? await onServer(url) : await inProcess();
	await migrate(db);
	return { db, stop, empty: () => emptyTables(db) };
}

async function inProcess() {
	const server = await PGlite.create({ loadDataDir: new Blob([readFileSync(await freshlyMade())]) });
	const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: server }), plugins: [new CamelCasePlugin()] });
	return { db, stop: () => server.close() };
}

async function onServer(url: string) {
	const name = `samling_test_${randomUUID().replaceAll('-', '')}`;
	const admin = new pg.Client({ connectionString: url });
	await admin.connect();
	await admin.query(`create database ${name}`);
	const own = new URL(url);
	own.pathname = `/${name}`;
	const pool = new pg.Pool({ connectionString: own.href, max: 4 });
	const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
	return {
		db,
		async stop() {
			await db.destroy();
			await admin.query(`drop database ${name}`);
			await admin.end();
		}
	};
}

async function emptyTables(db: Kysely<Database>): Promise<void> {
	const { rows } = await sql<{ name: string }>`
		select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
	`.execute(db);
	await sql`truncate ${sql.raw(rows.map((row) => row.name).join(', '))} restart identity cascade`.execute(db);
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
