import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { addCluster, addNote, binNote, readBoard, type Board } from '#lib/cafe/board/document.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { otherUnit } from '#lib/cafe/model.ts';
import { signatureText } from '#lib/cafe/text.ts';
import { newId } from '#lib/ids.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** A running café of two tables; on the first lie two notes in a cluster, a loose one with a dot, and one in the bin. */
async function written(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world, { people: 8, tables: 2 }, true);
	const live = boardsInMemory();
	const doc = live.doc(room.boards[0]!);
	const ids = { cluster: newId(), call: newId(), desk: newId(), loose: newId(), binned: newId() };
	addCluster(doc, { id: ids.cluster, title: 'Éin stad å ringje' });
	addNote(doc, { id: ids.call, text: 'Éin stad å ringje', clusterId: ids.cluster, round: 1, by: 'Nav Stord' });
	addNote(doc, { id: ids.desk, text: 'Felles telefonliste', clusterId: ids.cluster, round: 1, by: '' });
	addNote(doc, { id: ids.loose, text: 'Gjer dette kvart år', round: 1, by: 'Kari' });
	addNote(doc, { id: ids.binned, text: 'Feil bord', round: 1, by: 'Kari' });
	binNote(doc, ids.binned, now);
	const dot = { cafeTableId: room.tables[0]!, voter: 'somebody', dot: 1, municipalityId: world.municipalityId, noteId: ids.loose };
	await db.insertInto('vote').values(dot).execute();
	return { world, room, live, ids, close: () => freezeBoards(db, live, world.facilitator, room.cafeId, now) };
}

onBothDatabases('what outlives a board', (fresh) => {
	test('nothing is left of who wrote what, and in which order: no log, no owners, no dots, nobody in the bin', async () => {
		const db = await fresh();
		const { room, ids, live, close } = await written(db);
		const boardId = room.boards[0]!;
		const bytes = Y.encodeStateAsUpdate(live.doc(boardId));
		await db.insertInto('boardUpdate').values({ boardId, epoch: 0, seq: 1, bytes }).execute();
		await db.insertInto('boardClient').values({ boardId, epoch: 0, clientId: 7, owner: 'somebody' }).execute();
		await close();
		expect(await db.selectFrom('vote').selectAll().execute()).toEqual([]);
		expect(await db.selectFrom('boardClient').selectAll().execute()).toEqual([]);
		const rows = await db.selectFrom('boardUpdate').selectAll().where('boardId', '=', boardId).execute();
		expect(rows.map(({ epoch, seq }) => ({ epoch, seq }))).toEqual([{ epoch: 1, seq: 1 }]);
		const doc = new Y.Doc();
		Y.applyUpdate(doc, rows[0]!.bytes);
		expect([...doc.store.clients.keys()]).toHaveLength(1);
		expect(readBoard(doc).notes.map(({ id }) => id)).toEqual([ids.call, ids.desk, ids.loose]);
	});

	test('notes in no cluster lie in an order of chance: theirs was that of writing', async () => {
		const db = await fresh();
		const { room, live, close } = await written(db);
		const order = Array.from({ length: 12 }, () => newId());
		for (const id of order) addNote(live.doc(room.boards[1]!), { id, text: id, round: 1, by: '' });
		await close();
		const notes = await db.selectFrom('note').select('id').where('cafeTableId', '=', room.tables[1]!).orderBy('position').execute();
		expect(notes.map(({ id }) => id)).toEqual(order.toSorted());
	});

	test('a signature that others have written under says so, with what was written first beside it, in the frozen content and the rows', async () => {
		const db = await fresh();
		const { room, ids, live, close } = await written(db);
		const [boardId] = room.boards;
		live.doc(boardId!).getMap<Y.Map<unknown>>('notes').get(ids.loose)!.set('firstText', 'Gjer aldri dette\u0000');
		await db.insertInto('boardEntry').values({ boardId: boardId!, root: 'notes', entryId: ids.loose, owner: 'somebody' }).execute();
		await close();
		const note = await db
			.selectFrom('note')
			.select(['writtenBy', 'firstText', 'text'])
			.where('id', '=', ids.loose)
			.executeTakeFirstOrThrow();
		expect(note).toEqual({ writtenBy: 'Kari', firstText: 'Gjer aldri dette', text: 'Gjer dette kvart år' });
		expect(signatureText(note.writtenBy, note.firstText)).toBe('skriven av Kari, endra ved bordet');
		const { frozenContent } = await db
			.selectFrom('cafeTable')
			.select('frozenContent')
			.where('id', '=', room.tables[0]!)
			.executeTakeFirstOrThrow();
		expect((JSON.parse(frozenContent!) as Board).notes.find(({ id }) => id === ids.loose)).toMatchObject({ firstText: 'Gjer aldri dette' });
		// Whose it was is forgotten: the boards may be opened again, and nobody can be asked.
		expect(await db.selectFrom('boardEntry').selectAll().execute()).toEqual([]);
	});

	test('names a unit where three of it sat at the table, without the round in which fewer did, and of one or two says nothing (L21)', async () => {
		const db = await fresh();
		const { world, room, ids, live, close } = await written(db);
		const few = newId();
		addNote(live.doc(room.boards[0]!), { id: few, text: 'Frå oss', round: 1, by: 'Heimetenestene' });
		const present = await db.selectFrom('attendance').select(['id', 'unitId']).orderBy('name').execute();
		// Three of Nav sit at the first table, with one of the home services; nobody else.
		const [one] = present.filter(({ unitId }) => unitId === world.units.heime);
		const here = [...present.filter(({ unitId }) => unitId === world.units.nav).map(({ id }) => id), one!.id];
		await db.updateTable('cafeTable').set({ hostId: null }).where('id', '=', room.tables[0]!).execute();
		await db.updateTable('seat').set({ cafeTableId: room.tables[1]! }).execute();
		await db.updateTable('seat').set({ cafeTableId: room.tables[0]! }).where('attendanceId', 'in', here).where('round', '=', 1).execute();
		await close();
		const kept = async (id: string) => (await db.selectFrom('note').select(['writtenBy', 'round']).where('id', '=', id).execute())[0];
		expect(await kept(ids.call)).toEqual({ writtenBy: 'Nav Stord', round: 0 });
		expect(await kept(few)).toEqual({ writtenBy: '', round: 1 });
		expect(await kept(ids.loose)).toEqual({ writtenBy: 'Kari', round: 1 });
	});

	test('of units with fewer than three calls the note one of another unit where there are three of them all (L21)', async () => {
		const db = await fresh();
		const { ids, close } = await written(db);
		await close();
		const note = await db.selectFrom('note').select(['writtenBy', 'round']).where('id', '=', ids.call).executeTakeFirstOrThrow();
		expect(note).toEqual({ writtenBy: otherUnit, round: 0 });
	});
});
