import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { addNote, editNote, readBoard } from '#lib/cafe/board/document.ts';
import { diskFull } from '../support/disk.ts';
import { aBoard, startServer, join, openSocket, onDisk, pause, textsOnDisk, until, type TestServer } from '../support/live.ts';

const rows = async ({ db, board }: TestServer) =>
	(await db.selectFrom('boardUpdate').select('seq').where('boardId', '=', board).orderBy('seq').execute()).map((row) => row.seq);

test('L13: the log of a board becomes one row when the last one leaves, and says the same', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('A');
	for (const text of ['AB', 'ABC', 'ABCD']) {
		await pause(20);
		editNote(ola.doc, id, text);
	}
	await until(() => ola.saved === 5);
	expect((await rows(server)).length).toBeGreaterThan(1);
	const before = readBoard(await onDisk(server));
	ola.leave();
	await until(async () => (await rows(server)).length === 1);
	expect(readBoard(await onDisk(server))).toEqual(before);
	const kari = await join(server, { as: 'Kari' });
	expect(kari.texts()).toEqual(['ABCD']);
	editNote(kari.doc, id, 'ABCDE');
	await until(() => kari.saved === 2);
	expect(await textsOnDisk(server)).toEqual(['ABCDE']);
});

test('L13: a log that grows long is made one row while people write', async () => {
	const server = await startServer({ limits: { logRows: 10 } });
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const id = ola.add('x');
	for (let i = 0; i < 40; i++) {
		editNote(ola.doc, id, `x${i}`);
		await until(() => ola.saved === i + 3);
		expect((await rows(server)).length).toBeLessThanOrEqual(10);
	}
	await until(() => kari.texts().join() === 'x39');
	expect(await textsOnDisk(server)).toEqual(['x39']);
});

test.each([1, 2, 3])('L13: a compaction that dies at statement %i changes nothing that is read, and is done the next time', async (nth) => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('A');
	await until(() => ola.saved === 2);
	editNote(ola.doc, id, 'AB');
	await until(() => ola.saved === 3);
	let isDown = true;
	let tried = 0;
	const { db } = server;
	const transaction = db.transaction.bind(db);
	db.transaction = () => {
		const builder = transaction();
		const execute = builder.execute.bind(builder);
		builder.execute = (work) =>
			execute(async (trx) => {
				let statements = 0;
				// Insert, delete, commit: fails before the first, between the two, and after both.
				const step = () => {
					if (isDown && ++statements === nth) throw new Error('killed');
				};
				const executeQuery = trx.executeQuery.bind(trx);
				const deleteFrom = trx.deleteFrom.bind(trx);
				trx.executeQuery = ((query: never) => (step(), executeQuery(query))) as typeof trx.executeQuery;
				trx.deleteFrom = ((table: never) => (step(), deleteFrom(table))) as typeof trx.deleteFrom;
				tried++;
				const result = await work(trx);
				if (nth === 3) step();
				return result;
			});
		return builder;
	};
	ola.leave();
	await until(() => tried > 0 && server.log.length > 0);
	expect(await rows(server)).toEqual([1, 2]);
	expect(await textsOnDisk(server)).toEqual(['AB']);
	const kari = await join(server, { as: 'Kari' });
	expect(kari.texts()).toEqual(['AB']);
	kari.leave();
	isDown = false;
	await until(async () => (await rows(server)).join() === '3');
	expect(await textsOnDisk(server)).toEqual(['AB']);
});

test('L14: whoever comes while the room is being left finds the board open and whole', async () => {
	const server = await startServer();
	const first = await join(server, { as: 'Ola' });
	first.add('Blir verande');
	await until(() => first.saved === 2);
	first.leave();
	for (let i = 0; i < 25; i++) {
		const seat = await join(server, { as: 'Kari' });
		expect(seat.texts()).toHaveLength(i + 1);
		seat.add(`Gong ${i}`);
		await until(() => seat.saved === 2);
		seat.leave();
		await pause(40 * (i % 3));
	}
	expect(await textsOnDisk(server)).toHaveLength(26);
	expect(server.log).toEqual([]);
});

test('L14: a board is not let go while something of it is unsaved (hocuspocus#995)', async () => {
	const server = await startServer();
	const mended = await diskFull(server);
	const ola = await join(server, { as: 'Ola' });
	ola.add('Ventar på disken');
	await until(() => !server.live.ready());
	ola.leave();
	await pause(2500);
	await mended();
	await until(async () => (await textsOnDisk(server)).length === 1, 'the orphaned edit is saved');
});

const joins = Number(process.env.JOINS ?? 1000);

test(
	'L14: after a thousand joins and leaves nothing is left: no room, no socket, no timer',
	async () => {
		const server = await startServer();
		const boards = await Promise.all(Array.from({ length: 20 }, () => aBoard(server.db)));
		const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate').length;
		const round = async () => {
			await Promise.all(
				boards.map(async (board, i) => {
					const bare = await openSocket(server, `/live/${board}?as=Deltakar${i}`);
					bare.socket.close();
					await until(() => bare.code !== undefined);
				})
			);
		};
		await round();
		await until(() => boards.every((board) => server.live.present(board).length === 0));
		await pause(1500);
		const before = timers();
		// What is only garbage is nothing that is left.
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		const memory = () => (collect(), process.memoryUsage().heapUsed);
		const heap = memory();
		for (let i = 0; i < joins / 20; i++) await round();
		await pause(2500);
		await until(() => server.live.totals().boards === 0, 'every room is put away');
		expect(server.live.totals()).toEqual({ connections: 0, boards: 0, unsaved: 0 });
		expect(timers()).toBeLessThanOrEqual(before + 2);
		expect(memory() - heap).toBeLessThan(5e6);
	},
	60_000 + joins * 30
);

test('L7: a document made anew has a new epoch, without its old log; clients of the old one get 4410 and keep what they had', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	ola.add('Med personnummer');
	await until(() => ola.saved === 2);
	const done = await server.live.startNewEpoch(server.board, (doc) => addNote(doc, { id: 'reinska', text: 'Utan', round: 1, by: '' }));
	expect(done).toBe(true);
	await until(() => ola.closed === 4410);
	expect(ola.texts()).toEqual(['Med personnummer']);
	expect(await server.db.selectFrom('boardUpdate').select(['epoch', 'seq']).execute()).toEqual([{ epoch: 1, seq: 1 }]);
	const file = Buffer.concat((await server.db.selectFrom('boardUpdate').select('bytes').execute()).map((row) => row.bytes as Buffer));
	expect(file.includes('personnummer')).toBe(false);
	// It connects again with its old document, by its own choice or because it slept through it all: out again.
	ola.closed = undefined;
	ola.provider.connect();
	await until(() => ola.closed === 4410);
	const kari = await join(server, { as: 'Kari' });
	expect(kari.texts()).toEqual(['Utan']);
	kari.add('Vidare');
	await until(() => kari.saved === 2);
	expect((await textsOnDisk(server)).sort()).toEqual(['Utan', 'Vidare']);
});

test('L7: a page that names an epoch that is past gets 4410 at the door', async () => {
	const server = await startServer();
	await server.live.startNewEpoch(server.board, () => {});
	const seat = await join(server, { params: { epoch: '0' }, synced: false });
	await until(() => seat.closed === 4410);
	expect((await join(server, { params: { epoch: '1' } })).texts()).toEqual([]);
});

test('L7: making a document anew that fails leaves the old one as it was', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	ola.add('Gammal');
	await until(() => ola.saved === 2);
	const attempt = server.live.startNewEpoch(server.board, () => {
		throw new Error('no');
	});
	await expect(attempt).rejects.toThrow('no');
	ola.add('Ny');
	await until(() => ola.saved === 3);
	expect(ola.closed).toBeUndefined();
});

test('the server writes on a board like anybody else, and those who are there see it', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	expect(await server.live.write(server.board, (doc) => addNote(doc, { id: 'posta', text: 'Over HTTP', round: 1, by: 'Kari' }))).toBe(true);
	await until(() => ola.texts().join() === 'Over HTTP');
	expect(await textsOnDisk(server)).toEqual(['Over HTTP']);
	expect(await server.live.write('nosuchboard', () => {})).toBe(false);
	const [client] = await server.db.selectFrom('boardClient').selectAll().execute();
	expect(client?.owner).toBe('server');
	const kari = await join(server, { as: 'Kari' });
	const { clientID } = kari.doc;
	kari.doc.clientID = client?.clientId ?? 0;
	editNote(kari.doc, 'posta', 'Forfalska');
	kari.doc.clientID = clientID;
	await until(() => kari.refusals.join() === 'foreign');
});

test('reading a board nobody is at loads it and lets it go again', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	ola.add('Ein');
	await until(() => ola.saved === 2);
	ola.leave();
	const again = await server.again();
	expect(await again.live.read(again.board, (doc) => readBoard(doc).notes.length)).toBe(1);
});
