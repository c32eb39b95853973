import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { command } from '#lib/db/command.server.ts';
import { databaseFault } from '#lib/db/fault.server.ts';
import { isPostgres, migrate } from '#lib/db/open.server.ts';
import { checkPostgres, holder, holdPostgres, openPostgres } from '#lib/db/postgres.server.ts';
import { serializationRetries } from '#lib/db/serializable.server.ts';
import { propose } from '#lib/topics/commands.server.ts';
import { onBothDatabases } from '../support/database.ts';
import { asAdmin, emptyPostgres, freshPostgres, serverUrl } from '../support/postgres.ts';
import { root } from '../support/sources.ts';
import { aMunicipality, now, type World } from '../support/world.ts';
import { openInstallation } from '../../src/installation.server.ts';

const closed = (db: Kysely<Database>) => {
	onTestFinished(() => db.destroy());
	return db;
};
const opened = (url: string) => closed(openPostgres(url));
const folder = () => {
	const path = mkdtempSync(join(tmpdir(), 'samling-data-'));
	onTestFinished(() => rmSync(path, { recursive: true, force: true }));
	return path;
};
const proposal = (seriesId: string, title: string) => ({ seriesId, title, description: '', forWhom: '', kind: 'new' as const });

describe.skipIf(!serverUrl())('A PostgreSQL', () => {
	test('that sorts by the rules of a language is refused, with what to make instead', async () => {
		await expect(checkPostgres(opened(await emptyPostgres("encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'")))).rejects.toThrow(
			"create database samling template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C';"
		);
		await expect(checkPostgres(opened(await emptyPostgres("encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'")))).rejects.toThrow('encoding');
		await expect(checkPostgres(opened(await emptyPostgres()))).resolves.toBeUndefined();
	});

	test('is migrated once when two begin at the same moment', async () => {
		const url = await emptyPostgres();
		const [one, other] = [opened(url), opened(url)];
		await Promise.all([migrate(one), migrate(other)]);
		expect(await other.selectFrom('municipality').selectAll().execute()).toEqual([]);
	});

	test('is left as it was when a migration fails at its last statement', async () => {
		const url = await emptyPostgres();
		const db = opened(url);
		// A table that the last migrations would make, by another's hand.
		await sql`create table mail_edit (id text)`.execute(db).catch(() => undefined);
		await sql`create table plan_file (id text)`.execute(db);
		await expect(migrate(db)).rejects.toThrow('already exists');
		const { rows } = await sql<{ name: string }>`
			select tablename as name from pg_tables where schemaname = 'public' and tablename = 'municipality'`.execute(db);
		expect(rows).toEqual([]);
	});

	test('is one process’s: another one is told, until the first ends', async () => {
		const { db, url } = await freshPostgres();
		closed(db);
		const [dataDir, settings] = [folder(), { databaseUrl: url, production: false, installationFile: undefined }];
		const first = await openInstallation({ ...settings, dataDir }, false);
		expect(isPostgres(first.db)).toBe(true);
		await expect(openInstallation({ ...settings, dataDir: folder() }, false)).rejects.toThrow('Another Samling is running on the database');
		await first.db.destroy();
		await first.release();
		const second = await openInstallation({ ...settings, dataDir }, false);
		await second.db.destroy();
		await second.release();
	});

	test('that was away is taken again; when another process has it since, whoever held it is told', async () => {
		const { db, url } = await freshPostgres();
		closed(db);
		const locks = sql<{ pid: number; granted: boolean }>`
			select pid, granted from pg_locks where locktype = 'advisory'
			and database = (select oid from pg_database where datname = current_database())`;
		const held = async () => (await locks.execute(db)).rows.find(({ granted }) => granted)?.pid;
		const away = (pid: number | undefined) => sql`select pg_terminate_backend(${pid})`.execute(db);
		const lost: string[] = [];
		const release = await holdPostgres(url, (error) => lost.push(error.message));
		const first = await held();
		await away(first);
		const again = () => held().then((pid) => pid !== undefined && pid !== first);
		await expect.poll(again).toBe(true);
		// Another one that waits for it has it at the moment it is free.
		await asAdmin(url, async (other) => {
			const has = other.query('select pg_advisory_lock($1)', [holder]);
			await expect.poll(async () => (await locks.execute(db)).rows.length).toBe(2);
			await away(await held());
			await has;
			await expect.poll(() => lost).toEqual([expect.stringContaining('Another Samling is running')]);
		});
		await release();
	});

	test('that does not answer is a fault that passes, and so is a connection that it ends', async () => {
		const { db, url } = await freshPostgres();
		closed(db);
		await expect(sql`select pg_terminate_backend(pg_backend_pid())`.execute(db).catch(databaseFault)).resolves.toBe('away');
		expect(await db.selectFrom('municipality').selectAll().execute()).toEqual([]);
		const nowhere = new URL(url);
		nowhere.port = '9';
		await expect(sql`select 1`.execute(opened(nowhere.href)).catch(databaseFault)).resolves.toBe('away');
	});

	test('gives whole numbers as numbers, and an error for one that would be rounded', async () => {
		const { db } = await freshPostgres();
		closed(db);
		const { rows } = await sql`select 4294967295::bigint as int8, count(*) as counted, sum(x) as summed, avg(x) as mean
			from (values (1::bigint), (2)) as of(x)`.execute(db);
		expect(rows).toEqual([{ int8: 4294967295, counted: 2, summed: 3, mean: 1.5 }]);
		await expect(sql`select 9007199254740993::bigint as big`.execute(db)).rejects.toThrow('9007199254740993');
	});

	test('lets a transaction that others came between be tried eight times, and then says that it was locked', async () => {
		const { db } = await freshPostgres();
		closed(db);
		await sql`create sequence tries`.execute(db);
		const until = (passes: number) =>
			command(db, async (trx) => {
				const { rows } = await sql<{ tries: number }>`select nextval('tries') as tries`.execute(trx);
				if (rows[0]!.tries < passes) await sql`do $$ begin raise exception 'between' using errcode = '40001'; end $$`.execute(trx);
				return { ok: true as const, tries: rows[0]!.tries };
			});
		const before = serializationRetries();
		expect(await until(8)).toEqual({ ok: true, tries: 8 });
		expect(serializationRetries() - before).toBe(7);
		await sql`alter sequence tries restart`.execute(db);
		expect(await until(9).catch(databaseFault)).toBe('locked');
	});

	test('has two municipalities at work at once without one waiting for the other', async () => {
		const { db } = await freshPostgres();
		closed(db);
		const worlds = [await grown(db, 'A'), await grown(db, 'B')];
		await sql`analyze`.execute(db);
		const before = serializationRetries();
		await Promise.all(worlds.map((world) => work(db, world, 'ny', 40)));
		expect(serializationRetries() - before).toBe(0);
	});
});

/** A municipality with a past: some hundred topics, and as many entries in its trail. */
async function grown(db: Kysely<Database>, name: string): Promise<World> {
	const world = await aMunicipality(db);
	await work(db, world, name, 300);
	return world;
}

async function work(db: Kysely<Database>, { leader, seriesId }: World, name: string, count: number): Promise<void> {
	for (let at = 0; at < count; at++)
		expect(await propose(db, leader, proposal(seriesId, `${name} ${at}`), true, now)).toMatchObject({ ok: true });
}

onBothDatabases('Lists', (fresh) => {
	test('have what is empty first and the rest by its letters, whichever way they go', async () => {
		const db = await fresh();
		const { municipalityId, person } = await aMunicipality(db);
		const titles = [null, 'Å', 'a', 'Z', 'Æ', null, 'ø', 'a b', 'aa'];
		for (const [at, title] of titles.entries()) {
			const { id } = await person(`${at}`, null);
			await db.updateTable('person').set({ title }).where('id', '=', id).execute();
		}
		const sorted = async (way: 'asc' | 'desc') =>
			(
				await db
					.selectFrom('person')
					.select('title')
					.where('municipalityId', '=', municipalityId)
					.where(
						'name',
						'in',
						titles.map((_, at) => `${at}`)
					)
					.orderBy('title', way)
					.execute()
			).map(({ title }) => title);
		const upwards = [null, null, 'Z', 'a', 'a b', 'aa', 'Å', 'Æ', 'ø'];
		expect(await sorted('asc')).toEqual(upwards);
		expect(await sorted('desc')).toEqual(upwards.toReversed());
	});
});

test('On SQLite nothing of PostgreSQL is loaded', () => {
	const script = `
		const { openInstallation } = await import('./src/installation.server.ts');
		const { createRequire } = await import('node:module');
		const { db, release } = await openInstallation({ dataDir: process.argv[1], production: false }, false);
		await db.destroy();
		await release();
		const loaded = Object.keys(createRequire(import.meta.url).cache ?? {});
		console.log(JSON.stringify({ sqlite: loaded.some((path) => path.includes('/better-sqlite3/')), pg: loaded.some((path) => /\\/node_modules\\/pg/.test(path)) }));`;
	const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder()], { cwd: root, encoding: 'utf8' });
	expect(run.stdout + run.stderr).toBe('{"sqlite":true,"pg":false}\n');
});
