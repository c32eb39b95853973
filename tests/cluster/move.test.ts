import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadDemo } from '#db/demo.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { holdPostgres, openPostgres } from '#lib/db/postgres.server.ts';
import { emptyPostgres, freshPostgres, serverUrl } from '../support/postgres.ts';
import { operate } from '../support/server.ts';

describe.skipIf(!serverUrl())('Moving house', () => {
	test('takes everything into a PostgreSQL and back, to the byte, and epochs stay; what is in use or taken is refused', async () => {
		const dataDir = mkdtempSync(join(tmpdir(), 'samling-move-'));
		onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
		const file = join(dataDir, 'samling.db');
		const db = openSqlite(file);
		await migrate(db);
		await loadDemo(db);
		await db.updateTable('board').set({ epoch: 4 }).execute();
		await db.destroy();
		const url = await emptyPostgres();
		const move = (to: string, env: Record<string, string> = {}) =>
			operate({ dataDir, origin: 'http://localhost:3000' }, ['src/move.ts', to], env);

		expect(await move(join(dataDir, 'other.db'))).toMatchObject({ status: 1, stderr: expect.stringContaining('DATABASE_URL') });
		const there = await move(url);
		expect(there).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^Moved \d{4,} rows of \d\d+ tables, /) });
		const target = openPostgres(url);
		onTestFinished(() => target.destroy());
		expect(await target.selectFrom('board').select('epoch').distinct().execute()).toEqual([{ epoch: 4 }]);
		// Rows that refer to others are asked for them at once again.
		await expect(
			target
				.insertInto('boardUpdate')
				.values({ boardId: 'nowhere', epoch: 0, seq: 1, bytes: Uint8Array.of(0) })
				.execute()
		).rejects.toThrow('foreign key');
		expect(await move(url)).toMatchObject({ status: 1, stderr: expect.stringContaining('holds something already') });

		const back = join(dataDir, 'back', 'samling.db');
		expect(await move(file, { DATABASE_URL: url })).toMatchObject({ status: 1, stderr: expect.stringContaining('not there yet') });
		expect(await move(back, { DATABASE_URL: url })).toMatchObject({
			status: 0,
			stdout: there.stdout.replace('with DATABASE_URL', 'without DATABASE_URL')
		});
		const [one, other] = [openSqlite(file), openSqlite(back)];
		for (const table of ['person', 'audit', 'elementText', 'boardUpdate', 'picture'] as const) {
			const rows = async (of: typeof one) =>
				(await of.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).toSorted();
			expect(await rows(other), table).toEqual(await rows(one));
		}
		await Promise.all([one.destroy(), other.destroy()]);
	});

	test('a backup of a PostgreSQL is a file that was restored once, and a restore replaces all of it and renews every board', async () => {
		const dataDir = mkdtempSync(join(tmpdir(), 'samling-backup-'));
		onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
		const { db, url } = await freshPostgres();
		onTestFinished(() => db.destroy());
		await loadDemo(db);
		const run = (...words: string[]) => operate({ dataDir, origin: 'http://localhost:3000' }, words, { DATABASE_URL: url });
		const copy = join(dataDir, 'copies', 'one.db');
		expect(await run('src/backup.ts', copy)).toMatchObject({
			status: 0,
			stdout: expect.stringMatching(/restored once to try it: \d+ boards/)
		});

		const boards = () => db.selectFrom('board').select(['id', 'epoch']).orderBy('id').execute();
		const before = await boards();
		await db.updateTable('municipality').set({ name: 'Etter kopien' }).execute();
		const restored = await run('src/restore.ts', copy);
		expect(restored).toMatchObject({ status: 0, stdout: expect.stringContaining('before-restore-') });
		expect(await boards()).toEqual(before.map(({ id, epoch }) => ({ id, epoch: epoch + 1 })));
		expect(await db.selectFrom('municipality').select('name').where('name', '=', 'Etter kopien').execute()).toEqual([]);
		const kept = openSqlite(/kept as (.*)\.$/m.exec(restored.stdout)![1]!);
		expect(await kept.selectFrom('municipality').select('name').distinct().execute()).toEqual([{ name: 'Etter kopien' }]);
		await kept.destroy();
		// What is in use is not taken away from under a server.
		const release = await holdPostgres(url, () => undefined);
		expect(await run('src/restore.ts', copy)).toMatchObject({ status: 1, stderr: expect.stringContaining('Another Samling is running') });
		await release();
	});
});
