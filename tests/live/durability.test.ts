import SqliteConnection from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addNote, binNote, editNote, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { boardSchema } from '#lib/cafe/board/schema.ts';
import { diskFull } from '../support/disk.ts';
import {
	aBoard,
	afterwards,
	startServer,
	at,
	join,
	openSocket,
	onDisk,
	pause,
	textsOnDisk,
	until,
	type TestServer,
	type Seat
} from '../support/live.ts';

/** Another process that has the database locked for writing, until `release`. */
function lock(server: TestServer) {
	const other = new SqliteConnection(server.file);
	other.exec('begin immediate');
	let isHeld = true;
	const release = () => {
		if (isHeld) other.exec('rollback');
		isHeld = false;
	};
	afterwards(() => {
		release();
		other.close();
	});
	return release;
}

test('L11: what others see and what is acknowledged is on disk by then', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const seen: Promise<void>[] = [];
	kari.doc.on('update', () => {
		const now = kari.texts();
		seen.push(textsOnDisk(server).then((texts) => expect(texts).toEqual(expect.arrayContaining(now))));
	});
	for (let i = 0; i < 20; i++) {
		ola.add(`Lapp ${i}`);
		await pause(i % 5);
	}
	await until(() => kari.texts().length === 20);
	await Promise.all(seen);
	expect(seen.length).toBeGreaterThan(0);
	await until(() => ola.saved === 21);
	expect(await textsOnDisk(server)).toHaveLength(20);
});

test('L11: what is written at the same moment on many boards is one transaction', async () => {
	const server = await startServer();
	const seats: Seat[] = [];
	for (let i = 0; i < 10; i++) seats.push(await join(server, { as: `Deltakar${i}`, board: await aBoard(server.db) }));
	let commits = 0;
	const { db } = server;
	const transaction = db.transaction.bind(db);
	db.transaction = () => (commits++, transaction());
	for (const seat of seats) seat.add('Samstundes');
	await until(() => seats.every((seat) => seat.saved === 2));
	expect(await server.db.selectFrom('boardUpdate').select('boardId').distinct().execute()).toHaveLength(10);
	expect(commits).toBeLessThan(6);
});

test('L8, L21: rows do not say who wrote them, nor whose a client id is', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	ola.add('Min');
	await until(() => ola.saved === 2);
	expect(await server.db.selectFrom('boardUpdate').select(['boardId', 'epoch', 'seq']).execute()).toEqual([
		{ boardId: server.board, epoch: 0, seq: 1 }
	]);
	expect(await server.db.selectFrom('boardClient').selectAll().execute()).toEqual([
		{ boardId: server.board, epoch: 0, clientId: ola.doc.clientID, owner: expect.stringMatching(/^[\w-]{43}$/) }
	]);
});

test('L12: while the disk refuses, nothing is acknowledged and nobody sees the edit; when it is back, all of it is saved without anybody doing anything', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const id = ola.add('Trygg');
	await until(() => kari.texts().length === 1 && ola.saved === 2);
	const release = lock(server);
	ola.add('Utrygg');
	editNote(ola.doc, id, 'Trygg, endra');
	await until(() => !server.live.ready());
	await pause(600);
	expect(ola.saved).toBe(2);
	expect(kari.texts()).toEqual(['Trygg']);
	expect(await textsOnDisk(server)).toEqual(['Trygg']);
	const late = await join(server, { as: 'Per' });
	expect(late.texts()).toEqual(['Trygg']);
	expect(await server.live.read(server.board, (doc) => readBoard(doc).notes.map((note) => note.text))).toEqual(['Trygg']);
	release();
	await until(() => ola.saved === 4);
	expect(server.live.ready()).toBe(true);
	for (const seat of [kari, late]) await until(() => seat.texts().join() === 'Trygg, endra,Utrygg');
	expect((await textsOnDisk(server)).sort()).toEqual(['Trygg, endra', 'Utrygg']);
	expect(server.log.map((line) => line.event)).toEqual(['boards could not be saved', 'boards are saved again']);
});

test('L12: a board that cannot be saved does not keep the others from it (hedgedoc#3894)', async () => {
	const server = await startServer({ limits: { shutdownMs: 200 } });
	const other = await aBoard(server.db);
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari', board: other });
	await sql
		.raw(
			`create trigger broken before insert on board_update when new.board_id = '${server.board}' begin select raise(abort, 'broken'); end`
		)
		.execute(server.db);
	ola.add('Går ikkje');
	kari.add('Går');
	await until(() => kari.saved === 2);
	ola.add('Framleis ikkje');
	kari.add('Framleis');
	await until(() => kari.saved === 3);
	expect(ola.saved).toBe(1);
	expect(server.live.ready()).toBe(false);
});

test('L11: a board in whose log another process has written is loaded anew, and what was written here is sent again', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	ola.add('Ein');
	await until(() => kari.texts().length === 1);
	const other = newBoardDoc();
	addNote(other, { id: 'annan', text: 'Frå ein annan', round: 1, by: '' });
	await server.db
		.insertInto('boardUpdate')
		.values({ boardId: server.board, epoch: 0, seq: 2, bytes: Y.encodeStateAsUpdate(other) })
		.execute();
	ola.add('To');
	const all = 'Ein,Frå ein annan,To';
	for (const seat of [ola, kari]) await until(() => seat.texts().toSorted().join() === all);
	expect((await textsOnDisk(server)).toSorted().join()).toBe(all);
	expect(server.live.ready()).toBe(true);
	expect(server.log.map((line) => line.event)).toEqual(['a board fell out of step and is loaded anew']);
});

test('L12: a board that can’t be loaded is an error with an id, never an empty board, and comes back by itself (hocuspocus#382, etherpad#5137)', async () => {
	const schema = (kind: string) => {
		if (kind !== 'table') throw new Error(`No schema for ${kind}`);
		return boardSchema();
	};
	const first = await startServer({ options: { schema } });
	const ola = await join(first, { as: 'Ola' });
	ola.add('Ein');
	await until(() => ola.saved === 2);
	await first.db.updateTable('board').set({ kind: 'from a later version' }).execute();
	ola.leave();
	const server = await first.again();
	const bare = await openSocket(server);
	await until(() => bare.code === 1013);
	expect(bare.messages).toEqual([]);
	const kari = await join(server, { as: 'Kari', synced: false });
	kari.add('Skriven i blinde');
	await pause(300);
	expect(kari.provider.synced).toBe(false);
	expect(kari.saved).toBe(0);
	expect(server.log[0]).toMatchObject({ level: 'error', event: 'a board could not be loaded', boardId: server.board });
	expect(bare.reason).toBe(`error ${server.log[0]?.id}`);
	await expect(server.live.freeze(server.board)).rejects.toThrow();
	expect(await textsOnDisk(server)).toEqual(['Ein']);
	await server.db.updateTable('board').set({ kind: 'table' }).execute();
	await until(() => kari.texts().sort().join() === 'Ein,Skriven i blinde');
});

test('L12: a second client is not served an empty document while the first one’s load goes on (hocuspocus#821)', async () => {
	const first = await startServer();
	const ola = await join(first, { as: 'Ola' });
	for (let i = 0; i < 30; i++) ola.add(`Lapp ${i}`);
	await until(() => ola.saved === 31);
	ola.leave();
	const server = await first.again();
	const seats = await Promise.all(Array.from({ length: 12 }, (_, i) => join(server, { as: `Deltakar${i}` })));
	for (const seat of seats) expect(seat.texts()).toHaveLength(30);
});

test('L11: what is queued when the server stops is saved first (hocuspocus#738)', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	for (let i = 0; i < 50; i++) ola.add(`Lapp ${i}`);
	await until(() => ola.saved > 1);
	await server.live.shutdown();
	const again = await server.again();
	await until(() => ola.provider.wsconnected === false);
	const kept = await textsOnDisk(again);
	expect(kept.length).toBeGreaterThanOrEqual(ola.saved - 1);
});

test('L11: a deletion is acknowledged too, though it moves no clock', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('Mykje tekst');
	await until(() => ola.saved === 2);
	editNote(ola.doc, id, '');
	await until(() => ola.saved === 3);
	expect(await textsOnDisk(server)).toEqual(['']);
});

test('L11: an offline hour and a restart in between lose nothing, and say nothing twice (nextcloud/text#5215, hocuspocus#344)', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const id = ola.add('Saman');
	await until(() => kari.texts().length === 1);
	ola.provider.disconnect();
	ola.add('Aleine');
	editNote(ola.doc, id, 'Saman, sa Ola');
	binNote(ola.doc, ola.add('Kladd'), at);
	editNote(kari.doc, id, 'Kari: Saman');
	await until(() => kari.saved === 2);
	kari.leave();
	const again = await server.again();
	ola.provider.serverUrl = `ws://127.0.0.1:${again.port}/live`;
	ola.provider.connect();
	const per = await join(again, { as: 'Per' });
	await until(() => per.texts().length === 3);
	expect(per.texts().sort()).toEqual(['Aleine', 'Kari: Saman, sa Ola', 'Kladd']);
	await until(() => ola.texts().includes('Kari: Saman, sa Ola'));
	expect(readBoard(await onDisk(again))).toEqual(readBoard(ola.doc));
});

test('L11: whoever goes on typing while they come back loses nothing, though the newest is sent before what was written offline', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('Før');
	await until(() => ola.saved === 2);
	ola.provider.disconnect();
	editNote(ola.doc, id, 'Før, utan nett');
	ola.provider.on('status', ({ status }) => {
		if (status === 'connected') editNote(ola.doc, id, 'Før, utan nett, på veg inn');
	});
	ola.provider.connect();
	await until(async () => (await textsOnDisk(server)).join() === 'Før, utan nett, på veg inn');
	expect(ola.refusals).toEqual([]);
	const sent = 2;
	await until(() => ola.saved === sent);
	editNote(ola.doc, id, 'Inne att');
	await until(() => ola.saved === sent + 1);
});

test('L11: what somebody wrote and whose client id it is are on disk together or not at all (etherpad#8134)', async () => {
	const server = await startServer({ limits: { shutdownMs: 200 } });
	const ola = await join(server, { as: 'Ola' });
	const mended = await diskFull(server);
	ola.add('Ikkje enno');
	await until(() => !server.live.ready());
	expect(await server.db.selectFrom('boardClient').selectAll().execute()).toEqual([]);
	await mended();
	await until(() => ola.saved === 2);
	expect(await server.db.selectFrom('boardClient').select('clientId').execute()).toEqual([{ clientId: ola.doc.clientID }]);
	expect(await textsOnDisk(server)).toEqual(['Ikkje enno']);
});

test('L11: what is typed while one commit is under way is one row, not one a keystroke (hocuspocus#1110)', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('');
	await until(() => ola.saved === 2);
	const mended = await diskFull(server);
	for (let i = 1; i <= 100; i++) editNote(ola.doc, id, 'a'.repeat(i));
	await until(() => !server.live.ready());
	await mended();
	await until(() => ola.saved === 102);
	expect(await textsOnDisk(server)).toEqual(['a'.repeat(100)]);
	expect((await server.db.selectFrom('boardUpdate').select('seq').execute()).length).toBeLessThan(20);
});
