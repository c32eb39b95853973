import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addCluster, addNote, binNote, moveNote, readBoard } from '#lib/cafe/board/document.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { moveSeat } from '#lib/cafe/seating/commands.server.ts';
import { seatsOf } from '#lib/cafe/seating/queries.server.ts';
import { addTableNow, mendQuestion } from '#lib/cafe/tables/addTable.server.ts';
import { dissolveTable, finishDissolving } from '#lib/cafe/tables/dissolve.server.ts';
import { formerTable, seatOf } from '#lib/cafe/tables/walkIns.server.ts';
import { newId } from '#lib/ids.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { nobody } from '../../support/joining.ts';
import { aWriter } from '../../support/silent.ts';
import { aMunicipality, now } from '../../support/world.ts';

async function running(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world, {}, true);
	const live = boardsInMemory();
	const dissolve = (at: number, into: number) =>
		dissolveTable(db, live, world.facilitator, room.cafeId, { tableId: room.tables[at]!, intoId: room.tables[into]! }, now);
	const tables = async () => (await cafeOf(db, world.municipalityId, room.gatheringId))!.tables;
	return { world, room, live, dissolve, tables, by: [db, world.facilitator, room.cafeId] as const };
}

onBothDatabases('a table that is added while the rounds run', (fresh) => {
	test('has an open board and a number of its own; nobody moves until they are moved, and then they get in', async () => {
		const db = await fresh();
		const { room, tables, by } = await running(db);
		const before = await seatsOf(db, room.cafeId);
		expect(await addTableNow(...by, 'Kva manglar?', now)).toEqual({ ok: true, number: 4 });
		expect(await seatsOf(db, room.cafeId)).toEqual(before);
		const added = (await tables()).at(-1)!;
		expect(added).toMatchObject({ number: 4, question: 'Kva manglar?' });
		const guest = await aWriter(db, room, room.present.at(-1)!, 'none');
		await moveSeat(...by, { attendanceId: room.present.at(-1)!, round: 1, tableId: added.id, swapWith: null });
		expect(await participantFor(db, { now, guestToken: guest.token }, added.id)).toMatchObject({
			sitsHere: true,
			mode: 'write',
			goTo: null
		});
		expect(await tableStatusOf(db, added.boardId, now)).toMatchObject({ phase: 'round', state: 'open', question: 'Kva manglar?' });
	});

	test('sends nobody who is on no list elsewhere', async () => {
		const db = await fresh();
		const { room, by, live } = await running(db);
		const cafe = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		const guests: { token: string }[] = [];
		for (let at = 0; at < 3; at++) {
			const joined = await join(db, cafe, null, nobody, now);
			if (joined.ok) guests.push(joined);
		}
		await rounds.endRound(...by, now);
		await rounds.startRound(...by, now);
		const where = () => Promise.all(guests.map(({ token }) => seatOf(db, { now, guestToken: token }, room.cafeId)));
		const before = await where();
		await addTableNow(...by, 'Kva manglar?', now);
		expect(await where()).toEqual(before);
		await dissolveTable(db, live, by[1], by[2], { tableId: room.tables[0]!, intoId: room.tables[1]! }, now);
		expect(await where()).toEqual(before.map((id) => (id === room.tables[0] ? room.tables[1] : id)));
	});

	test('comes before the vote, and from those who run the day', async () => {
		const db = await fresh();
		const { world, room, by, live } = await running(db);
		expect(await addTableNow(db, world.staff, room.cafeId, 'Kva?', now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await addTableNow(db, world.stranger, room.cafeId, 'Kva?', now)).toEqual({ ok: false, reason: 'notFound' });
		await rounds.startVote(...by, now);
		expect(await addTableNow(...by, 'Kva?', now)).toEqual({ ok: false, reason: 'closedBoards' });
		expect(await mendQuestion(...by, { tableId: room.tables[0]!, question: 'Betre?' })).toEqual({ ok: true });
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ question: 'Betre?' });
		expect(await mendQuestion(...by, { tableId: 'gone', question: 'Betre?' })).toEqual({ ok: false, reason: 'conflictTable' });
		await freezeBoards(db, live, world.facilitator, room.cafeId, now);
		expect(await mendQuestion(...by, { tableId: room.tables[0]!, question: 'Seint?' })).toEqual({ ok: false, reason: 'closedBoards' });
	});
});

onBothDatabases('a table that is dissolved', (fresh) => {
	test('gives its notes on as they are, also from the bin, and what was said of them', async () => {
		const db = await fresh();
		const { world, room, live, dissolve, tables } = await running(db);
		const [signed, loose, binned, cluster] = [newId(), newId(), newId(), newId()];
		const from = live.doc(room.boards[2]!);
		addCluster(from, { id: cluster, title: 'Telefon' });
		addNote(from, { id: signed, text: 'Éin stad å ringje', round: 1, by: 'Deltakar 03', receipt: 'r1', firstText: 'Éin stad' });
		moveNote(from, signed, { clusterId: cluster });
		addNote(from, { id: loose, text: 'Same skjema', round: 1, by: '' });
		addNote(from, { id: binned, text: 'Angra', round: 1, by: '' });
		binNote(from, binned, now);
		addNote(live.doc(room.boards[0]!), { id: newId(), text: 'Var her', round: 1, by: '' });
		await db
			.insertInto('handover')
			.values({ cafeTableId: room.tables[2]!, round: 1, municipalityId: world.municipalityId, text: 'Hugs dette', writtenAt: now })
			.execute();
		expect(await dissolve(2, 0)).toEqual({ ok: true, notes: 2, into: 1 });
		const board = readBoard(live.doc(room.boards[0]!));
		expect(board.clusters).toMatchObject([{ id: cluster, title: 'Telefon' }]);
		expect(board.notes.find(({ id }) => id === signed)).toMatchObject({
			...{
				text: 'Éin stad å ringje',
				by: 'Deltakar 03',
				receipt: 'r1',
				firstText: 'Éin stad',
				clusterId: cluster,
				round: 1,
				binnedAt: null
			}
		});
		expect(board.notes.find(({ id }) => id === loose)).toMatchObject({ text: 'Same skjema', by: '', clusterId: null });
		expect(board.notes.find(({ id }) => id === binned)).toMatchObject({ text: 'Angra', binnedAt: now });
		expect((await tables()).map(({ number }) => number)).toEqual([1, 2]);
		expect(await db.selectFrom('handover').select(['cafeTableId', 'text']).execute()).toEqual([
			{ cafeTableId: room.tables[0], text: 'Hugs dette' }
		]);
		expect(await db.selectFrom('boardEntry').select('boardId').where('boardId', '=', room.boards[2]!).execute()).toEqual([]);
	});

	test('names no unit of which fewer than three sat there, whoever sits at the other one (L21)', async () => {
		const db = await fresh();
		const { room, live, dissolve } = await running(db);
		const { nameNn } = await db.selectFrom('unit').select('nameNn').where('nameNn', '=', 'Nav Stord').executeTakeFirstOrThrow();
		addNote(live.doc(room.boards[2]!), { id: newId(), text: 'Frå eininga', round: 1, by: nameNn });
		await dissolve(2, 0);
		const [note] = readBoard(live.doc(room.boards[0]!)).notes;
		expect(note!.by).not.toBe(nameNn);
	});

	test('has its people seated elsewhere in every round that is left, and moves nobody else', async () => {
		const db = await fresh();
		const { room, dissolve } = await running(db);
		const before = await seatsOf(db, room.cafeId);
		expect(await dissolve(1, 0)).toMatchObject({ ok: true });
		const after = await seatsOf(db, room.cafeId);
		for (const attendanceId of room.present)
			expect(
				after
					.filter((seat) => seat.attendanceId === attendanceId)
					.map(({ round }) => round)
					.toSorted()
			).toEqual([1, 2, 3]);
		const elsewhere = before.filter(({ cafeTableId }) => cafeTableId !== room.tables[1]);
		expect(after).toEqual(expect.arrayContaining(elsewhere));
		expect(after.some(({ cafeTableId }) => cafeTableId === room.tables[1])).toBe(false);
	});

	test('leads its phones and its address on, also when the other one is dissolved later', async () => {
		const db = await fresh();
		const { room, dissolve } = await running(db);
		const guest = await aWriter(db, room, room.present.at(-1)!, 'none');
		const at = room.tables.indexOf(guest.tableId);
		const [next, last] = room.tables.map((_, index) => index).filter((index) => index !== at) as [number, number];
		await dissolve(at, next);
		const seat = await seatOf(db, { now, guestToken: guest.token }, room.cafeId);
		expect(seat).not.toBe(guest.tableId);
		expect(await participantFor(db, { now, guestToken: guest.token }, seat!)).toMatchObject({ sitsHere: true, mode: 'write' });
		await dissolve(next, last);
		expect(await formerTable(db, guest.tableId)).toMatchObject({ intoId: room.tables[last] });
		expect(await formerTable(db, 'never')).toBeUndefined();
	});

	test('stays with all of its notes when the other board takes none, and while people write alone or vote', async () => {
		const db = await fresh();
		const { world, room, live, dissolve, tables, by } = await running(db);
		addNote(live.doc(room.boards[2]!), { id: newId(), text: 'Éin lapp', round: 1, by: '' });
		live.failing.add(room.boards[0]!);
		expect(await dissolve(2, 0)).toEqual({ ok: false, reason: 'conflictBoard', table: 1 });
		live.failing.clear();
		expect(live.frozen.has(room.boards[2]!)).toBe(false);
		expect(await dissolve(2, 2)).toEqual({ ok: false, reason: 'conflictTable' });
		expect(
			await dissolveTable(db, live, world.staff, room.cafeId, { tableId: room.tables[2]!, intoId: room.tables[0]! }, now)
		).toMatchObject({ reason: 'notAllowed' });
		for (let at = 0; at < 500; at++) addNote(live.doc(room.boards[1]!), { id: newId(), text: `Lapp ${at}`, round: 1, by: '' });
		expect(await dissolve(2, 1)).toEqual({ ok: false, reason: 'limitBoard' });
		expect(readBoard(live.doc(room.boards[1]!)).notes).toHaveLength(500);
		await db.updateTable('cafe').set({ silentAt: now }).execute();
		expect(await dissolve(2, 0)).toEqual({ ok: false, reason: 'conflictSilent' });
		await db.updateTable('cafe').set({ silentAt: null }).execute();
		await rounds.startVote(...by, now);
		expect(await dissolve(2, 0)).toEqual({ ok: false, reason: 'conflictVote' });
		expect(await tables()).toHaveLength(3);
		expect(readBoard(live.doc(room.boards[2]!)).notes).toHaveLength(1);
	});

	test('is dissolved by the next process when this one was killed halfway, with each note once', async () => {
		const db = await fresh();
		const { world, room, live, tables } = await running(db);
		const id = newId();
		addNote(live.doc(room.boards[2]!), { id, text: 'Éin lapp, ferdig', round: 1, by: '' });
		// The copy was made, the transaction was not.
		addNote(live.doc(room.boards[0]!), { id, text: 'Éin lapp', round: 1, by: '' });
		await db.updateTable('cafeTable').set({ dissolvingIntoId: room.tables[0]! }).where('id', '=', room.tables[2]!).execute();
		expect(await freezeBoards(db, live, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'conflictFreeze' });
		expect(await finishDissolving(db, live, now)).toEqual([room.cafeId]);
		expect((await tables()).map(({ number }) => number)).toEqual([1, 2]);
		expect(readBoard(live.doc(room.boards[0]!)).notes.map(({ text }) => text)).toEqual(['Éin lapp, ferdig']);
	});
});
