import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { addNote, binNote, editNote, noteText, proposeBin, readBoard, restoreNote } from '#lib/cafe/board/document.ts';
import { finishReveals, reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import type { ConnectionRequest, LiveServer } from '#lib/live/contract.ts';
import { startServer, join, onDisk, textsOnDisk, until, type TestServer, type Seat } from '../support/live.ts';
import { aSilentRoom, type SilentRoom, type Writer } from '../support/silent.ts';
import { now } from '../support/world.ts';

/** A server whose door is the café's own: `as` in the address is the secret in the phone's cookie. `restarted` is one on its file. */
async function opened(people = 6): Promise<TestServer & { room: SilentRoom; restarted(): Promise<TestServer> }> {
	const server: TestServer = await startServer({
		options: {
			authorize: (request) => door(request),
			status: (boardId) => tableStatusOf(running.db, boardId, now)
		}
	});
	let running = server;
	const door = (request: ConnectionRequest) =>
		createAuthorizer(
			running.db,
			createSessions(running.db, false),
			() => now
		)({ ...request, cookie: `samling-table=${request.searchParams.get('as')}` });
	const restarted = async () => (running = await server.again());
	return Object.assign(server, { room: await aSilentRoom(server.db, { people }), restarted });
}

async function seated(server: Pick<TestServer, 'port'>, writer: Writer, board: string): Promise<Seat> {
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

test('L9, L21: a note written alone is its writer’s after the reveal too, also the one without a name, also after a restart; and of nobody the log knows', async () => {
	const server = await opened();
	const { writers, facilitated, room } = server.room;
	const [host, guest, third] = writers.filter(({ tableId }) => tableId === room.tables[0]) as [Writer, Writer, Writer];
	const sheet = await seated(server, guest, await guest.sheet());
	const { labels } = (await guest.at()).participant!;
	for (const [id, by] of [
		['signed', labels.name!],
		['unnamed', '']
	] as const) {
		const before = sheet.saved;
		addNote(sheet.doc, { id, text: `Eg støttar ${id}`, round: 1, by });
		await until(() => sheet.saved > before, `${id} is saved`);
	}
	expect(await reveal(server.db, server.live, facilitated[1], facilitated[2], now)).toEqual({ ok: true, notes: 2 });
	const again = await server.restarted();
	const note = async (id: string) => (await again.live.read(guest.boardId, readBoard))!.notes.find((one) => one.id === id)!;
	const tries = async (writer: Writer, change: (doc: Seat['doc']) => void) => {
		const seat = await seated(again, writer, guest.boardId);
		const before = seat.saved;
		change(seat.doc);
		await until(() => seat.saved > before, 'there is an answer');
		seat.leave();
		return seat.refusals;
	};
	for (const id of ['signed', 'unnamed']) {
		expect(await tries(third, (doc) => binNote(doc, id, now)), 'another binned it').toEqual(['notYours']);
		expect(await tries(third, (doc) => editNote(doc, id, '')), 'another emptied it').toEqual(['emptied']);
		expect(await tries(guest, (doc) => editNote(doc, id, `Eg støttar ${id} heilt`))).toEqual([]);
		expect(await note(id)).toMatchObject({ firstText: null, text: `Eg støttar ${id} heilt` });
		expect(await tries(third, (doc) => proposeBin(doc, { id: `p${id}`, noteId: id, receipt: null }))).toEqual([]);
		expect(await tries(guest, (doc) => binNote(doc, id, now))).toEqual([]);
		expect(await tries(guest, (doc) => restoreNote(doc, id))).toEqual([]);
		expect(await tries(host, (doc) => (binNote(doc, id, now), restoreNote(doc, id)))).toEqual([]);
		expect(await tries(third, (doc) => noteText(doc, id)!.insert(0, 'IKKJE: '))).toEqual([]);
	}
	expect(await note('signed')).toMatchObject({ by: labels.name, firstText: 'Eg støttar signed heilt' });
	expect(await note('unnamed')).toMatchObject({ by: '', firstText: null });
	// Nothing on disk has what two of their notes have in common, or who anybody is.
	const marks = await again.db
		.selectFrom('boardEntry')
		.select(['owner', 'entryId'])
		.where('entryId', 'in', ['signed', 'unnamed'])
		.execute();
	expect(new Set(marks.map(({ owner }) => owner)).size).toBe(2);
	const clients = await again.db.selectFrom('boardClient').select('owner').where('boardId', '=', guest.boardId).execute();
	for (const { owner } of [...marks, ...clients]) expect([guest.principalId, guest.token, labels.name]).not.toContain(owner);
	const doc = await onDisk({ db: again.db, board: guest.boardId });
	const created = ['signed', 'unnamed'].map((id) => doc.getMap('notes')._map.get(id)!.id.client);
	const byServer = await again.db
		.selectFrom('boardClient')
		.select('owner')
		.where('boardId', '=', guest.boardId)
		.where('clientId', 'in', created)
		.execute();
	expect(byServer.every(({ owner }) => owner === 'server')).toBe(true);
});
