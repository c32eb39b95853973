import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { addCluster, addNote, binNote, readBoard, type Board } from '#lib/cafe/board/document.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
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

	test('names a unit where three of it sat at the table (L21)', async () => {
		const db = await fresh();
		const { world, room, ids, close } = await written(db);
		const ofNav = db.selectFrom('attendance').select('id').where('unitId', '=', world.units.nav);
		const seats = db.updateTable('seat').set({ cafeTableId: room.tables[0]! }).where('round', '=', 1);
		await seats.where('attendanceId', 'in', ofNav).execute();
		await close();
		const [note] = await db.selectFrom('note').select('writtenBy').where('id', '=', ids.call).execute();
		expect(note?.writtenBy).toBe('Nav Stord');
	});
});
