import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { addNote, binNote, readBoard } from '#lib/cafe/board/document.ts';
import { finishReveals, reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { endRound, startRound } from '#lib/cafe/rounds/commands.server.ts';
import { formerPrivateBoards, privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { boardsInMemory, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aSilentRoom, aWriter } from '../../support/silent.ts';
import { now } from '../../support/world.ts';

const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString();

function door(db: Kysely<Database>, when = now) {
	const sessions = createSessions(db, false);
	const admit = createAuthorizer(db, sessions, () => when);
	return {
		ask: (boardId: string, cookie?: string, query = '') =>
			admit({ boardId, cookie, address: '', searchParams: new URLSearchParams(query) }),
		session: async (actor: Actor) => `${sessions.sessionCookieName}=${(await sessions.createSession(actor.id, {})).id}`
	};
}

onBothDatabases('sheets (L20)', (fresh) => {
	test('everybody at a table has one of their own, the same whenever they come back', async () => {
		const db = await fresh();
		const { writers } = await aSilentRoom(db);
		const sheets = await Promise.all(writers.map((writer) => writer.sheet()));
		expect(new Set(sheets).size).toBe(writers.length);
		expect(await Promise.all(writers.map((writer) => writer.sheet()))).toEqual(sheets);
		expect(await db.selectFrom('board').select('id').where('kind', '=', 'sheet').execute()).toHaveLength(writers.length);
	});

	test('nobody but its writer is let in: no neighbour, no facilitator, no wall, nobody unknown', async () => {
		const db = await fresh();
		const { world, writers } = await aSilentRoom(db);
		const { ask, session } = door(db);
		const [own, neighbour] = [writers[0]!, writers.find((other) => other !== writers[0] && other.tableId === writers[0]!.tableId)!];
		const sheet = await own.sheet();
		expect(await ask(sheet, own.cookie)).toMatchObject({ mode: 'write', principal: { id: own.principalId } });
		expect(await ask(sheet, neighbour.cookie)).toEqual({ close: 4403 });
		for (const actor of [world.facilitator, world.leader]) {
			expect(await ask(sheet, await session(actor))).toEqual({ close: 4403 });
			expect(await ask(sheet, await session(actor), 'view=projector')).toEqual({ close: 4403 });
		}
		expect(await ask(sheet, own.cookie, 'view=projector')).toEqual({ close: 4403 });
		expect(await ask(sheet, await session(world.staff))).toEqual({ close: 4403 });
		expect(await ask(sheet, await session(world.stranger))).toEqual({ close: 4404 });
		expect(await ask(sheet)).toEqual({ close: 4401 });
	});

	test('there are none where nobody writes alone, nor for those who run the day or sit elsewhere', async () => {
		const db = await fresh();
		const { world, room, writers, facilitated } = await aSilentRoom(db);
		const own = writers.at(-1)!;
		const elsewhere = room.tables.find((tableId) => tableId !== own.tableId)!;
		expect(await privateBoardFor(db, (await participantFor(db, { now, actor: world.facilitator }, own.tableId))!, 'boss')).toBeNull();
		expect(await privateBoardFor(db, (await participantFor(db, { now, guestToken: own.token }, elsewhere))!, own.principalId)).toBeNull();
		await reveal(db, boardsInMemory(), facilitated[1], facilitated[2], now);
		expect(await privateBoardFor(db, await own.at(), own.principalId)).toBeNull();
	});

	test('somebody who joins while the others write gets one too, also without a place on the list', async () => {
		const db = await fresh();
		const { world, room } = await aSilentRoom(db);
		const late = await aWriter(db, room, await checkedIn(db, world, room.gatheringId, 'Sein Seinsen', world.units.nav), 'none');
		const walkIn = await aWriter(db, room, null, 'none');
		expect(await late.sheet()).toMatch(/^[0-9a-z]{20}$/);
		expect(await walkIn.sheet()).toMatch(/^[0-9a-z]{20}$/);
	});

	test('a sheet is as old as the phase, so that no hour tells who came when', async () => {
		const db = await fresh();
		const { writers } = await aSilentRoom(db);
		const { silentAt } = await db.selectFrom('cafe').select('silentAt').executeTakeFirstOrThrow();
		const boardId = await writers[0]!.sheet();
		expect(await db.selectFrom('board').select('createdAt').where('id', '=', boardId).executeTakeFirst()).toEqual({ createdAt: silentAt });
	});

	test('meanwhile nobody writes on the table, once sentences are finished: the facilitator at once, those who sit there after 15 s (L19)', async () => {
		const db = await fresh();
		const { world, writers } = await aSilentRoom(db);
		const own = writers[0]!;
		const mode = async (when: string) => door(db, when).ask(own.boardId, own.cookie);
		expect(await mode(later(14))).toMatchObject({ mode: 'write' });
		expect(await mode(later(15))).toMatchObject({ mode: 'read' });
		const { ask, session } = door(db);
		expect(await ask(own.boardId, await session(world.facilitator))).toMatchObject({ mode: 'read' });
	});

	test('the table somebody sat at in the round before takes nothing of theirs once the next one has begun (L24)', async () => {
		const db = await fresh();
		const { writers, facilitated, room } = await aSilentRoom(db, { people: 9, tables: 3 });
		const [, facilitator, cafeId] = facilitated;
		await reveal(db, boardsInMemory(), facilitator, cafeId, now);
		await endRound(...facilitated, now);
		await startRound(...facilitated, now);
		const guest = writers[room.tables.length]!;
		expect((await guest.at()).sitsHere).toBe(false);
		expect(await door(db, later(600)).ask(guest.boardId, guest.cookie)).toMatchObject({ mode: 'read' });
	});

	test('all that is told of the others is how many write and how many are done', async () => {
		const db = await fresh();
		const { writers } = await aSilentRoom(db);
		const own = writers[0]!;
		const sheet = await own.sheet();
		expect(await tableStatusOf(db, sheet, now)).toMatchObject({ silent: true, anonymous: true, writing: 1, written: 0, state: 'open' });
		for (const other of writers) if (other.tableId === own.tableId) await other.sheet();
		const told = await tableStatusOf(db, own.boardId, now);
		expect(told).toMatchObject({ silent: true, anonymous: true, writing: 3, written: 0 });
		expect(JSON.stringify(told)).not.toMatch(/Deltakar|Nav|Heime|Bustad/);
	});
});

onBothDatabases('the reveal (L20)', (fresh) => {
	test('lays every note on its table with id, text, label, round and receipt, and leaves out what was thrown away or never written', async () => {
		const db = await fresh();
		const { writers, facilitated } = await aSilentRoom(db);
		const [, facilitator, cafeId] = facilitated;
		const live = boardsInMemory();
		const [own, other] = [writers[0]!, writers.find(({ tableId }) => tableId !== writers[0]!.tableId)!];
		const note = { id: 'n1', text: 'Éin stad å ringje', round: 1, by: 'Nav Stord', receipt: 'merke' };
		const doc = live.doc(await own.sheet());
		addNote(doc, note);
		addNote(doc, { ...note, id: 'n2', text: '  ' });
		addNote(doc, { ...note, id: 'n3', text: 'Angra' });
		binNote(doc, 'n3', now);
		addNote(live.doc(await other.sheet()), { ...note, id: 'n4', text: 'Ved det andre bordet', by: '' });
		expect(await reveal(db, live, facilitator, cafeId, now)).toEqual({ ok: true, notes: 2 });
		expect(readBoard(live.doc(own.boardId)).notes).toMatchObject([{ ...note, clusterId: null, binnedAt: null }]);
		expect(readBoard(live.doc(other.boardId)).notes).toMatchObject([{ id: 'n4', by: '' }]);
	});

	test('closes the sheets to their writers, who know which they had', async () => {
		const db = await fresh();
		const { writers, facilitated } = await aSilentRoom(db);
		const [, facilitator, cafeId] = facilitated;
		const own = writers[0]!;
		const sheet = await own.sheet();
		await reveal(db, boardsInMemory(), facilitator, cafeId, now);
		expect(await door(db).ask(sheet, own.cookie)).toEqual({ close: 4409 });
		expect(await formerPrivateBoards(db, own.tableId, own.principalId)).toEqual([sheet]);
		expect(await formerPrivateBoards(db, own.tableId, writers[1]!.principalId)).toEqual([]);
		expect(await tableStatusOf(db, sheet, now)).toMatchObject({ silent: false, state: 'frozen' });
	});

	test('that a full disk stops says at which table, keeps the sheets open, and loses and doubles nothing when pressed again', async () => {
		const db = await fresh();
		const { room, writers, facilitated } = await aSilentRoom(db);
		const [, facilitator, cafeId] = facilitated;
		const live = boardsInMemory();
		for (const [at, writer] of writers.entries())
			addNote(live.doc(await writer.sheet()), { id: `n${at}`, text: `Tanke ${at}`, round: 1, by: '' });
		live.failing.add(room.boards[1]!);
		expect(await reveal(db, live, facilitator, cafeId, now)).toEqual({ ok: false, reason: 'conflictBoard', table: 2 });
		expect(await tableStatusOf(db, room.boards[1]!, now)).toMatchObject({ silent: true });
		const stuck = writers.find(({ tableId }) => tableId === room.tables[1])!;
		expect(live.frozen.has(await stuck.sheet())).toBe(false);
		live.failing.clear();
		expect(await reveal(db, live, facilitator, cafeId, now)).toMatchObject({ ok: true });
		const laid = room.boards.flatMap((boardId) => readBoard(live.doc(boardId)).notes.map(({ text }) => text));
		expect(laid.sort()).toEqual(writers.map((_, at) => `Tanke ${at}`).sort());
	});

	test('that was begun is carried out when the house opens again, and one that was not is left alone', async () => {
		const db = await fresh();
		const { writers } = await aSilentRoom(db);
		const live = boardsInMemory();
		addNote(live.doc(await writers[0]!.sheet()), { id: 'n1', text: 'Rett før straumen gjekk', round: 1, by: '' });
		expect(await finishReveals(db, live, now)).toEqual([]);
		expect(readBoard(live.doc(writers[0]!.boardId)).notes).toEqual([]);
		await db.updateTable('cafe').set({ revealingAt: now }).execute();
		expect(await finishReveals(db, live, now)).toHaveLength(1);
		expect(readBoard(live.doc(writers[0]!.boardId)).notes).toMatchObject([{ id: 'n1' }]);
		expect(await db.selectFrom('cafe').select(['silentAt', 'revealingAt']).execute()).toEqual([{ silentAt: null, revealingAt: null }]);
	});

	test('gives a full table as many notes as it has room for, and leaves the rest on the sheet of its writer', async () => {
		const db = await fresh();
		const { writers, facilitated } = await aSilentRoom(db);
		const [, facilitator, cafeId] = facilitated;
		const live = boardsInMemory();
		const own = writers[0]!;
		for (let at = 0; at < 498; at++) addNote(live.doc(own.boardId), { id: `old${at}`, text: 'Før', round: 0, by: '' });
		const sheet = await own.sheet();
		for (let at = 0; at < 5; at++) addNote(live.doc(sheet), { id: `new${at}`, text: 'Ny', round: 1, by: '' });
		expect(await reveal(db, live, facilitator, cafeId, now)).toEqual({ ok: true, notes: 2 });
		expect(readBoard(live.doc(own.boardId)).notes).toHaveLength(500);
		expect(readBoard(live.doc(sheet)).notes).toHaveLength(5);
	});
});
