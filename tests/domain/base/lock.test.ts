import SqliteConnection from 'better-sqlite3';
import { sql } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databaseFault } from '#lib/db/fault.server.ts';
import { inTransaction, migrate, openSqlite } from '#lib/db/open.server.ts';
import { writeFault } from '#lib/db/ready.server.ts';

let folder: string;
let db: ReturnType<typeof openSqlite>;
let other: SqliteConnection.Database;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'samling-lock-'));
	db = openSqlite(join(folder, 'samling.db'));
	await migrate(db);
	other = new SqliteConnection(join(folder, 'samling.db'));
	other.exec('begin immediate');
});
afterEach(async () => {
	other.close();
	await db.destroy();
	rmSync(folder, { recursive: true, force: true });
});

const write = (key: string) =>
	db
		.insertInto('installation')
		.values({ key, value: '1' })
		.execute()
		.then(
			() => 'written' as const,
			(error: unknown) => databaseFault(error)
		);

describe('While another process has the database locked', () => {
	test('whoever writes waits a moment, and is told why when that was not enough', async () => {
		const first = write('a');
		setTimeout(() => other.exec('rollback'), 10);
		expect(await first).toBe('written');
		other.exec('begin immediate');
		expect(await write('b')).toBe('locked');
		expect(await writeFault(db, '2027-03-10T09:00:00.000Z')).toBe('locked');
	});

	test('other work goes on while many wait, and what was read before can still be read', async () => {
		let turns = 0;
		const turning = setInterval(() => turns++, 5);
		const refused = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(write));
		clearInterval(turning);
		expect(new Set(refused)).toEqual(new Set(['locked']));
		// A wait that blocks lets no timer come, however long it lasts.
		expect(turns).toBeGreaterThan(10);
		expect(await db.selectFrom('municipality').select('id').execute()).toEqual([]);
	});

	test('a transaction begins when the lock is gone, and is not refused in its middle', async () => {
		const command = inTransaction(db, async (trx) => {
			await trx.selectFrom('installation').selectAll().execute();
			await trx.insertInto('installation').values({ key: 'a', value: '1' }).execute();
		});
		setTimeout(() => other.exec('rollback'), 10);
		await command;
		expect(await write('a')).toBe(undefined);
	});
});

test('a fault of the disk is told from a statement that is wrong', async () => {
	other.exec('rollback');
	await sql`pragma query_only = on`.execute(db);
	expect(await write('a')).toBe('readOnly');
	await sql`pragma query_only = off`.execute(db);
	const { page } = (await sql<{ page: number }>`select page_count as page from pragma_page_count`.execute(db)).rows[0]!;
	await sql.raw(`pragma max_page_count = ${page}`).execute(db);
	expect(await write('a'.repeat(1_000_000))).toBe('full');
	expect(databaseFault(new Error('UNIQUE constraint failed'))).toBe(undefined);
});
