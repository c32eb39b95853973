import { nothingMore } from '#lib/plan/document/model.ts';
import { Migrator } from 'kysely/migration';
import { migrations } from '#db/migrations/index.ts';
import { sql, type Kysely, type KyselyPlugin } from 'kysely';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { copyBeforeMigrating, copyDays, migrationCopies, removeOldCopies } from '../../../src/migrationCopies.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';

onBothDatabases('the schema', (fresh) => {
	test('an empty installation has every table and no municipality', async () => {
		const db = await fresh();
		expect(await db.selectFrom('municipality').selectAll().execute()).toEqual([]);
		expect(await db.selectFrom('decision').selectAll().execute()).toEqual([]);
	});

	test('every test has a database of its own', async () => {
		const db = await fresh();
		await db.insertInto('installation').values({ key: 'a', value: 'b' }).execute();
		const other = await fresh();
		expect(await other.selectFrom('installation').selectAll().execute()).toEqual([]);
	});
});

/** The definitions of all tables and indexes but those of the migrator. */
async function schemaOf(db: Kysely<Database>): Promise<string[]> {
	const { rows } = await sql<{ sql: string }>`
		select sql from sqlite_master where sql is not null and name not like 'kysely%' order by name`.execute(db);
	return rows.map((row) => row.sql);
}

/** Calls `at` before each statement of the migrations, with its number. */
function eachStatement(at: (count: number) => void): KyselyPlugin {
	let count = 0;
	return {
		transformQuery: ({ node }) => {
			at(++count);
			return node;
		},
		transformResult: async ({ result }) => result
	};
}

function folder(): string {
	const path = mkdtempSync(join(tmpdir(), 'samling-migrating-'));
	onTestFinished(() => rmSync(path, { recursive: true, force: true }));
	return path;
}

describe('Migrating', () => {
	test('that fails or is killed at any step leaves nothing, and succeeds at the next start', async () => {
		const whole = await freshSqlite();
		const complete = await schemaOf(whole);
		let steps = 0;
		const counted = openSqlite(':memory:');
		await migrate(counted.withPlugin(eachStatement((count) => (steps = count))));
		expect(steps).toBeGreaterThan(100);
		const dir = folder();
		for (let step = 1; step <= steps; step += 17) {
			const [failing, killed] = [join(dir, `failing-${step}.db`), join(dir, `killed-${step}.db`)];
			const db = openSqlite(failing);
			const dies = eachStatement((count) => {
				if (count !== step) return;
				// What is in the files at this moment is what a kill leaves.
				for (const end of ['', '-wal']) if (existsSync(failing + end)) cpSync(failing + end, killed + end);
				throw new Error('the disk is full');
			});
			await expect(migrate(db.withPlugin(dies))).rejects.toThrow('the disk is full');
			const left = openSqlite(killed);
			for (const each of [db, left]) expect(await schemaOf(each), `step ${step}`).toEqual([]);
			await migrate(left);
			expect(await schemaOf(left)).toEqual(complete);
			await Promise.all([db.destroy(), left.destroy()]);
		}
		await Promise.all([whole.destroy(), counted.destroy()]);
	});

	test('of a database with something in it leaves a copy beside it, which says from where and goes after its time', async () => {
		const dir = folder();
		const path = join(dir, 'samling.db');
		expect(await copyBeforeMigrating(path)).toBe(undefined);
		const db = openSqlite(path);
		await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateTo('0013-session-rest');
		await db.insertInto('installation').values({ key: 'a', value: 'b' }).execute();
		await db.destroy();
		const copy = (await copyBeforeMigrating(path))!;
		expect(copy).toContain(join(dir, 'before-migrating-from-0013-session-rest-'));
		const copied = openSqlite(copy);
		expect(await copied.selectFrom('installation').selectAll().execute()).toEqual([{ key: 'a', value: 'b' }]);
		await copied.destroy();
		const migrated = openSqlite(path);
		await migrate(migrated);
		await migrated.destroy();
		expect(await copyBeforeMigrating(path)).toBe(undefined);
		const later = (days: number) => Date.now() + days * 24 * 3_600_000;
		removeOldCopies(dir, later(copyDays - 1));
		expect(migrationCopies(dir)).toMatchObject([{ path: copy, from: '0013-session-rest', daysLeft: copyDays }]);
		removeOldCopies(dir, later(copyDays + 1));
		expect(migrationCopies(dir)).toEqual([]);
	});

	test('a database of another version says so in a sentence, and leaves it as it was', async () => {
		const db = await freshSqlite();
		await sql`insert into kysely_migration (name, timestamp) values ('0096-plan-frame', '2026-01-01')`.execute(db);
		const before = await schemaOf(db);
		await expect(migrate(db)).rejects.toThrow('written by another version of Samling');
		expect(await schemaOf(db)).toEqual(before);
		await db.destroy();
	});

	test('keeps every word and number of a plan when it becomes text too', async () => {
		const db = openSqlite(':memory:');
		await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateTo('0025-second-factor');
		await sql`pragma foreign_keys = off`.execute(db);
		const at = '2018-01-15T08:00:00.000Z';
		for (const [id, kind] of [
			['g', 'goal'],
			['m', 'measure']
		])
			await sql`insert into plan_element (id, municipality_id, plan_id, kind, created_at) values (${id}, 'k', 'p', ${kind}, ${at})`.execute(
				db
			);
		const element = {
			versionId: 'v',
			municipalityId: 'k',
			edition: 3,
			position: 1,
			number: '3.2.1',
			nn: 'Ord',
			nb: '',
			costKr: 7,
			removedAt: at
		};
		await db
			.insertInto('elementText')
			.values({ ...nothingMore, ...element, elementId: 'm', parentId: 'g', legalBasis: 'lov' })
			.execute();
		const before = await db.selectFrom('elementText').selectAll().execute();
		await migrate(db);
		expect(await db.selectFrom('elementText').selectAll().execute()).toEqual(before);
		expect(await db.selectFrom('planElement').select(['id', 'kind']).orderBy('id').execute()).toEqual([
			{ id: 'g', kind: 'goal' },
			{ id: 'm', kind: 'measure' }
		]);
		await db.destroy();
	});

	test('makes keys of what an earlier version kept in the words of whoever pressed', async () => {
		const db = openSqlite(':memory:');
		const before = new Migrator({ db, provider: { getMigrations: async () => migrations } });
		await before.migrateTo('0012-audit-chain');
		await sql`pragma foreign_keys = off`.execute(db);
		const input = { municipality_id: 'm', plan_id: 'p', version_id: 'v', origin: 'harvest', created_at: '2018-01-15T08:00:00.000Z' };
		const add = (id: string, text: string, label: string) =>
			sql`
			insert into plan_input (id, municipality_id, plan_id, version_id, text, origin, origin_id, origin_label, created_at)
			values (${id}, ${input.municipality_id}, ${input.plan_id}, ${input.version_id}, ${text}, ${input.origin}, null, ${label}, ${input.created_at})`.execute(
				db
			);
		await add('a', 'Manglar: Dei unge', 'Bustad, bord og stol, bord 2');
		await add('b', 'Endre:\n– Éin\n– To', 'Bustad, bord 1');
		await add('c', 'Husk: dei unge', 'Bustad, bord 1');
		await sql`insert into indicator (id, municipality_id, name_nn, name_nb, level, unit, source)
			values ('i', 'm', 'x', 'x', 'system', 'personar', 's'), ('j', 'm', 'y', 'y', 'system', 'kopper', 's')`.execute(db);
		await migrate(db);
		const kept = await db.selectFrom('planInput').select(['text', 'originLabel', 'stance', 'tableNumber']).orderBy('id').execute();
		expect(kept).toEqual([
			{ text: 'Dei unge', originLabel: 'Bustad, bord og stol', stance: 'missing', tableNumber: 2 },
			{ text: '– Éin\n– To', originLabel: 'Bustad', stance: 'change', tableNumber: 1 },
			{ text: 'Husk: dei unge', originLabel: 'Bustad, bord 1', stance: null, tableNumber: null }
		]);
		expect(await db.selectFrom('indicator').select('unit').orderBy('id').execute()).toEqual([{ unit: 'persons' }, { unit: 'kopper' }]);
		await db.destroy();
	});
});
