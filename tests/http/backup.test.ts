import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addNote, readBoard } from '#lib/cafe/board/document.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { createBoard, seedBoard } from '#lib/live/storage/boards.server.ts';
import { createStorage } from '#lib/live/storage/updateLog.server.ts';
import { aMunicipality } from '../support/world.ts';
import { root } from '../support/sources.ts';

/** A data folder with a board on which somebody has written. */
let dataDir: string;
let board: string;
const database = () => join(dataDir, 'samling.db');

beforeAll(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'samling-backup-'));
	const db = openSqlite(database());
	await migrate(db);
	const { municipalityId } = await aMunicipality(db);
	board = await createBoard(db, municipalityId, 'table', '2018-03-10T09:00:00.000Z');
	const doc = new Y.Doc();
	addNote(doc, { id: 'a-note-of-nav', text: 'Éin stad å ringje 🏠', by: 'Nav', round: 1 });
	await seedBoard(db, board, doc);
	await db.destroy();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs one of the two commands on the data folder. */
function command(name: 'backup' | 'restore', ...args: string[]): Promise<{ code: number; said: string }> {
	return new Promise((resolve) => {
		const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
		execFile(process.execPath, [`src/${name}.ts`, ...args], { cwd: root, env }, (error, stdout, stderr) =>
			resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr })
		);
	});
}

/** What the board says, as a server that starts now would load it. */
async function onBoard() {
	const db = openSqlite(database());
	const stored = (await createStorage(db).load(board))!;
	await db.destroy();
	const doc = new Y.Doc();
	for (const bytes of stored.updates) Y.applyUpdate(doc, bytes);
	return { epoch: stored.epoch, former: stored.formerClients.size, notes: readBoard(doc).notes.map(({ text, by }) => ({ text, by })) };
}

test('a copy is made while the database is open, and a restore brings it back with a new epoch for every board (L7)', async () => {
	const running = openSqlite(database());
	const copy = join(dataDir, 'copies', 'one.db');
	expect(await command('backup', copy)).toMatchObject({ code: 0 });
	await running.deleteFrom('boardUpdate').execute();
	// What is in use is not taken away from under a server.
	expect(await command('restore', copy)).toEqual({ code: 1, said: `Samling has ${database()} open: stop it first.\n` });
	await running.destroy();
	expect((await onBoard()).notes).toEqual([]);

	expect(await command('restore', copy)).toMatchObject({ code: 0, said: expect.stringContaining('Restored, with 1 boards.') });
	expect(await onBoard()).toMatchObject({ epoch: 1, notes: [{ text: 'Éin stad å ringje 🏠', by: 'Nav' }] });
	expect(readdirSync(dataDir).filter((name) => name.startsWith('before-restore-'))).toHaveLength(1);
});

test('a copy goes by date when no name is given, and leaves nothing half-written', async () => {
	expect(await command('backup')).toMatchObject({ code: 0 });
	expect(readdirSync(join(dataDir, 'backup'))).toEqual([expect.stringMatching(/^samling-\d{4}-\d\d-\d\dT\d{6}\.db$/)]);
});

test('what is not a whole database of ours is refused, and what is there stays', async () => {
	const before = await onBoard();
	const torn = join(dataDir, 'torn.db');
	writeFileSync(torn, 'not a database');
	for (const file of [torn, join(dataDir, 'nowhere.db')]) {
		const { code, said } = await command('restore', file);
		expect(code).toBe(1);
		expect(said).toContain(file);
	}
	const newer = join(dataDir, 'newer.db');
	cpSync(database(), newer);
	const db = openSqlite(newer);
	await db
		.insertInto('kysely_migration' as never)
		.values({ name: '9999-later', timestamp: '2030-01-01' } as never)
		.execute();
	await db.destroy();
	expect(await command('restore', newer)).toMatchObject({
		code: 1,
		said: expect.stringContaining('written by another version of Samling')
	});
	expect(await onBoard()).toEqual(before);
	expect(existsSync(`${database()}.part`)).toBe(false);
});
