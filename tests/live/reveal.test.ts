import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { addNote, noteText, readBoard } from '#lib/cafe/board/document.ts';
import { finishReveals, reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { startServer, join, onDisk, textsOnDisk, until, type TestServer, type Seat } from '../support/live.ts';
import { aSilentRoom, type SilentRoom, type Writer } from '../support/silent.ts';
import { now } from '../support/world.ts';

/** A server whose door is the café's own: `as` in the address is the secret in the phone's cookie. */
async function opened(people = 6): Promise<TestServer & { room: SilentRoom }> {
	const server: TestServer = await startServer({
		options: {
			authorize: (request) => admit({ ...request, cookie: `samling-table=${request.searchParams.get('as')}` }),
			status: (boardId) => tableStatusOf(server.db, boardId, now)
		}
	});
	const { db } = server;
	const admit = createAuthorizer(db, createSessions(db, false), () => now);
	return Object.assign(server, { room: await aSilentRoom(db, { people }) });
}

async function seated(server: TestServer, writer: Writer, board: string): Promise<Seat> {
	return join({ port: server.port, board }, { as: writer.token });
}

async function writes(seat: Seat, writer: Writer, id: string, text: string): Promise<void> {
	const before = seat.saved;
	addNote(seat.doc, { id, text, round: 1, by: (await writer.at()).labels.silent, receipt: `kvittering${id}` });
	await until(() => seat.saved > before, `${text} is saved`);
}

test('L20: what is written alone reaches no other client before the reveal, and every client at the table after it', async () => {
	const server = await opened();
	const { writers, facilitated } = server.room;
	const [own, neighbour] = [writers[0]!, writers.find((other) => other !== writers[0] && other.tableId === writers[0]!.tableId)!];
	const sheet = await seated(server, own, await own.sheet());
	const other = await seated(server, neighbour, await neighbour.sheet());
	const table = await seated(server, neighbour, neighbour.boardId);
	await writes(sheet, own, 'n1', 'Éin stad å ringje');
	await writes(other, neighbour, 'n2', 'Same skjema');
	expect([sheet.texts(), other.texts(), table.texts()]).toEqual([['Éin stad å ringje'], ['Same skjema'], []]);
	// Not even by asking at the door with somebody else's cookie.
	const thief = await join({ port: server.port, board: await own.sheet() }, { as: neighbour.token, synced: false });
	await until(() => thief.closed === 4403);
	expect(thief.texts()).toEqual([]);
	expect(await reveal(server.db, server.live, facilitated[1], facilitated[2], now)).toEqual({ ok: true, notes: 2 });
	await until(() => table.texts().length === 2);
	expect(readBoard(table.doc).notes).toMatchObject([
		{ id: 'n1', text: 'Éin stad å ringje', round: 1, receipt: 'kvitteringn1' },
		{ id: 'n2', text: 'Same skjema', round: 1, receipt: 'kvitteringn2' }
	]);
});

test('L20, L21: after the reveal nothing on disk tells which notes are by one hand', async () => {
	const server = await opened();
	const { writers, facilitated } = server.room;
	const own = writers[0]!;
	const board = await own.sheet();
	const seat = await seated(server, own, board);
	await writes(seat, own, 'n1', 'Fyrste tanke');
	await writes(seat, own, 'n2', 'Andre tanke');
	await reveal(server.db, server.live, facilitated[1], facilitated[2], now);
	expect(await server.db.selectFrom('boardUpdate').select('seq').where('boardId', '=', board).execute()).toEqual([]);
	const doc = await onDisk({ db: server.db, board: own.boardId });
	expect(doc.store.clients.has(seat.doc.clientID)).toBe(false);
});

test('L20: a sheet takes nothing more once it is revealed, and says so to the one who still writes', async () => {
	const server = await opened();
	const { writers, facilitated } = server.room;
	const own = writers[0]!;
	const seat = await seated(server, own, await own.sheet());
	await writes(seat, own, 'n1', 'Før');
	await reveal(server.db, server.live, facilitated[1], facilitated[2], now);
	await until(() => seat.closed !== undefined);
	expect([4409, 4410]).toContain(seat.closed);
	const table = await seated(server, own, own.boardId);
	// The same hand, the same label: what came too late is laid on the table by the phone that has it.
	await writes(table, own, 'n2', 'Etter');
	expect(table.refusals).toEqual([]);
	expect((await textsOnDisk({ db: server.db, board: own.boardId })).sort()).toEqual(['Etter', 'Før']);
});

/** The server's hands and its database, which stop for good at the `nth` thing they are asked to do: `kill -9` as seen from the disk. */
function dying(server: TestServer, nth: number): { live: Pick<LiveServer, 'freeze' | 'write' | 'startNewEpoch'>; steps: () => number } {
	let steps = 0;
	const alive = () => {
		if (++steps >= nth) throw new Error('killed');
	};
	const { live, db } = server;
	const transaction = db.transaction.bind(db);
	db.transaction = () => {
		alive();
		return transaction();
	};
	return {
		steps: () => steps,
		live: {
			freeze: async (boardId) => (alive(), live.freeze(boardId)),
			write: async (boardId, change) => (alive(), live.write(boardId, change)),
			startNewEpoch: async (boardId, build) => (alive(), live.startNewEpoch(boardId, build))
		}
	};
}

test('L20: a server killed at any step of the reveal, and started again, loses no note and lays none twice', async () => {
	const wanted = ['Ved bord 1', 'Ved bord 2'];
	for (let nth = 1, hasLived = false; !hasLived; nth++) {
		expect(nth).toBeLessThan(60);
		const server = await opened(4);
		const { writers, facilitated, room } = server.room;
		for (const [at, text] of wanted.entries()) {
			const writer = writers[at]!;
			const sheet = await writer.sheet();
			await server.live.write(sheet, (doc) => void addNote(doc, { id: `n${at}`, text, round: 1, by: '' }));
		}
		const { live } = dying(server, nth);
		const done = await reveal(server.db, live, facilitated[1], facilitated[2], now).catch(() => ({ ok: false }));
		hasLived = done.ok;
		const again = await server.again();
		await finishReveals(again.db, again.live, now);
		const cafe = await again.db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow();
		// Killed before the press was taken down, nothing has happened yet: the facilitator presses again.
		if (cafe.silentAt !== null) await reveal(again.db, again.live, facilitated[1], facilitated[2], now);
		const laid = await Promise.all(
			room.boards.map((boardId) => again.live.read(boardId, (doc) => readBoard(doc).notes.map(({ text }) => text)))
		);
		expect(laid.flat().sort(), `killed at step ${nth}`).toEqual(wanted);
		expect(await again.db.selectFrom('sheet').select('boardId').where('revealedAt', 'is', null).execute()).toEqual([]);
		await again.live.shutdown();
	}
}, 240_000);

test('L20: somebody who edits a note on the table while the reveal is carried out again keeps what they wrote', async () => {
	const server = await opened();
	const { writers, facilitated } = server.room;
	const own = writers[0]!;
	await server.live.write(await own.sheet(), (doc) => void addNote(doc, { id: 'n1', text: 'Éin stad', round: 1, by: '' }));
	const { live } = server;
	const cutOff: Pick<LiveServer, 'freeze' | 'write' | 'startNewEpoch'> = {
		freeze: (boardId) => live.freeze(boardId),
		write: (boardId, change) => live.write(boardId, change),
		startNewEpoch: () => Promise.reject(new Error('killed'))
	};
	expect(await reveal(server.db, cutOff, facilitated[1], facilitated[2], now)).toMatchObject({ reason: 'conflictBoard' });
	await live.write(own.boardId, (doc) => noteText(doc, 'n1')!.insert(8, ' å ringje'));
	expect(await reveal(server.db, live, facilitated[1], facilitated[2], now)).toMatchObject({ ok: true });
	expect(await live.read(own.boardId, (doc) => readBoard(doc).notes.map(({ text }) => text))).toEqual(['Éin stad å ringje']);
});
