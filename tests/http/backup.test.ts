import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import * as Y from 'yjs';
import { addNote, readBoard } from '#lib/cafe/board/document.ts';
import { append } from '#lib/merkle/log.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { addPerson } from '#lib/people/persons/commands.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
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

/** Runs one of the three commands on the data folder. */
function command(name: 'backup' | 'restore' | 'doctor', ...args: string[]): Promise<{ code: number; said: string }> {
	return new Promise((resolve) => {
		const env = { PATH: process.env.PATH, DATA_DIR: dataDir, BACKUP_DIR: join(dataDir, 'backup') };
		execFile(process.execPath, [`src/${name}.ts`, ...args], { cwd: root, env }, (error, stdout, stderr) =>
			resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr })
		);
	});
}

/** Another board of the same municipality, on a table of no café, of which rows were damaged. */
async function damagedBoard(damage: (doc: Y.Doc) => Uint8Array[]) {
	const db = openSqlite(database());
	const { id: municipalityId } = await db.selectFrom('municipality').select('id').executeTakeFirstOrThrow();
	const id = await createBoard(db, municipalityId, 'table', '2018-03-10T09:00:00.000Z');
	const rows = damage(new Y.Doc()).map((bytes, at) => ({ boardId: id, epoch: 0, seq: at + 1, bytes }));
	await db.insertInto('boardUpdate').values(rows).execute();
	await db.destroy();
	return id;
}

/** The updates of a board on which three notes were written, one each. */
function threeNotes(doc: Y.Doc): Uint8Array[] {
	const rows: Uint8Array[] = [];
	doc.on('update', (bytes: Uint8Array) => rows.push(bytes));
	for (const text of ['Ein', 'To', 'Tre']) addNote(doc, { id: `note-${text}`, text, by: '', round: 1 });
	return rows;
}

/** What the board says, as a server that starts now would load it. */
async function onBoard(id = board) {
	const db = openSqlite(database());
	const stored = (await createStorage(db).load(id))!;
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

test('a damaged board keeps no other from being copied and restored, and what can be read of it comes along (L26)', async () => {
	// Garbage in the middle; and a row that is missing, on which the last one hangs.
	const torn = await damagedBoard((doc) => threeNotes(doc).map((bytes, at) => (at === 1 ? Uint8Array.of(9, 9, 9) : bytes)));
	const gap = await damagedBoard((doc) => threeNotes(doc).filter((_, at) => at !== 1));
	const copy = join(dataDir, 'copies', 'damaged.db');
	const { code, said } = await command('backup', copy);
	expect(code).toBe(2);
	expect(said).toContain(`restored once to try it: 3 boards`);
	expect(said).toContain(`table (board ${torn}): 1 of the 3 rows of its log cannot be read`);
	expect(said).toContain(`table (board ${gap}): its log of 2 rows has a gap`);
	expect(readdirSync(join(dataDir, 'copies')).toSorted()).toEqual(['damaged.db', 'one.db']);

	const restored = await command('restore', copy);
	expect(restored).toMatchObject({ code: 2, said: expect.stringContaining('Restored, with 3 boards.') });
	expect(restored.said).toContain(`Brought back in part, since the rest is not readable in ${copy} (keep it)`);
	expect((await onBoard()).notes).toEqual([{ text: 'Éin stad å ringje 🏠', by: 'Nav' }]);
	expect((await onBoard(torn)).notes.map(({ text }) => text)).toContain('Ein');
	expect((await onBoard(gap)).notes.map(({ text }) => text)).toEqual(['Ein']);
	expect(readdirSync(dataDir).filter((name) => name.startsWith('restored'))).toEqual([]);
	// Mended by that: the next copy is whole.
	expect(await command('backup', join(dataDir, 'copies', 'mended.db'))).toMatchObject({ code: 0 });
});

test('who was erased after the copy was made is erased again by the restore, whatever is left of the database', async () => {
	const copy = join(dataDir, 'copies', 'before-erasure.db');
	const db = openSqlite(database());
	const { id: municipalityId } = await db.selectFrom('municipality').select('id').executeTakeFirstOrThrow();
	const administrator: Actor = {
		id: 'admin',
		name: 'Admin',
		municipalityId,
		municipalityName: '',
		unitId: null,
		roles: ['administrator'],
		locale: 'nn'
	};
	const somebody = { title: '', unitId: null, levelId: null, locale: null, roles: [], password: '' };
	const [one, other] = ['Glenne Gløymd', 'Vekke Vassbotn'].map((name) => ({
		...somebody,
		name,
		email: `${name.slice(0, 5)}@stord.example`
	}));
	const ids: string[] = [];
	for (const person of [one!, other!]) {
		const added = await addPerson(db, administrator, person, '2018-03-10T09:00:00.000Z');
		if (added.ok) ids.push(added.personId);
	}
	expect(await command('backup', copy)).toMatchObject({ code: 0 });
	expect(await eraseAccount(db, undefined, administrator, ids[0]!, '2018-03-11T09:00:00.000Z')).toEqual({ ok: true, left: {} });
	await db.destroy();
	const names = async () => {
		const restored = openSqlite(database());
		const rows = await restored.selectFrom('person').select('name').where('id', 'in', ids).execute();
		await restored.destroy();
		return rows.map(({ name }) => name);
	};
	expect(await command('restore', copy)).toMatchObject({
		said: expect.stringContaining('1 who were erased after the copy was made are erased again.')
	});
	for (const file of [copy, database()]) expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(await names()).toEqual(expect.arrayContaining(['Vekke Vassbotn']));
	expect(await names()).not.toContain('Glenne Gløymd');

	// The disk is lost; what lies beside the backups knows it.
	rmSync(database());
	writeFileSync(join(dataDir, 'copies', 'erased.json'), JSON.stringify([{ municipalityId, personId: ids[1] }]));
	await command('restore', copy);
	expect(await names()).not.toContain('Vekke Vassbotn');
});

test('the doctor says in a line each what is well and what to do, and repairs a board when told to', async () => {
	const torn = await damagedBoard((doc) => threeNotes(doc).map((bytes, at) => (at === 1 ? Uint8Array.of(9, 9, 9) : bytes)));
	const ill = await command('doctor');
	expect(ill.code).toBe(1);
	expect(ill.said).toMatch(/^ok {5}database .*samling\.db$/m);
	expect(ill.said).toMatch(/^ok {5}backups {3}the newest in .* is 0 hours old$/m);
	expect(ill.said).toContain('TO DO  email     SMTP_URL is not set: emails stay in the outbox.');
	expect(ill.said).toContain(`TO DO  boards    table (board ${torn}): 1 of the 3 rows of its log cannot be read.`);
	const mended = await command('doctor', '--repair');
	expect(mended.said).toContain('Repaired 1 boards; the database of before is kept as');
	expect(mended.said).toMatch(/^ok {5}boards {4}all \d+ can be read$/m);
	expect((await onBoard(torn)).notes.map(({ text }) => text)).toContain('Ein');
});

test('a Merkle log that was altered by hand is told by the doctor, at a backup and at a restore, and both are made all the same', async () => {
	const db = openSqlite(database());
	const { id: municipalityId } = await db.selectFrom('municipality').select('id').executeTakeFirstOrThrow();
	await append(db, municipalityId, { kind: 'cafeTable', id: 'a-table-of-once', hash: 'aa', at: '2018-03-10T09:00:00.000Z' });
	await db.destroy();
	expect((await command('doctor')).said).toMatch(/^ok {5}proofs {4}the Merkle log has all that was frozen, in 1 leaves$/m);
	const altered = openSqlite(database());
	for (const trigger of ['log_kept', 'log_fixed']) await sql`drop trigger ${sql.raw(trigger)}`.execute(altered);
	await sql`update log_leaf set hash = 'bb'`.execute(altered);
	await altered.destroy();

	const fault = 'leaf 0 of the log was altered';
	const ill = await command('doctor');
	expect(ill.code).toBe(1);
	expect(ill.said).toMatch(/^TO DO {2}proofs .*leaf 0 of the log was altered.* Compare with a backup\.$/m);
	const copy = join(dataDir, 'copies', 'altered.db');
	const copied = await command('backup', copy);
	expect([copied.code, copied.said]).toEqual([2, expect.stringContaining(fault)]);
	expect(existsSync(copy)).toBe(true);
	const restored = await command('restore', copy);
	expect([restored.code, restored.said]).toEqual([2, expect.stringContaining(fault)]);
	expect(restored.said).toContain('Restored, with');
});
