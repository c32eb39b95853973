import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { addNote, readBoard } from '#lib/cafe/board/document.ts';
import { handIn, harvestAt, keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { enterPaperNote, paperNotesAt, removePaperNote } from '#lib/cafe/harvest/paperNotes.server.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { newId } from '#lib/ids.ts';
import { trace } from '#lib/lineage.server.ts';
import { gatherPoints } from '#lib/summaries/points/commands.server.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const later = '2018-01-15T09:00:00.000Z';

async function withPaper(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world, { tables: 2 });
	const memory = boardsInMemory();
	const live = {
		...memory,
		read: <T>(boardId: string, look: (doc: ReturnType<typeof memory.doc>) => T) => Promise.resolve(look(memory.doc(boardId))),
		unfreeze: (boardId: string) => void memory.frozen.delete(boardId)
	};
	const sent = (text: string, more: object = {}) => ({ tableId: room.tables[0]!, round: 2, noteId: newId(), text, anyway: false, ...more });
	const type = (typed: ReturnType<typeof sent>, actor = world.facilitator) =>
		enterPaperNote(db, live, actor, room.gatheringId, typed, later);
	const close = async () => expect(await freezeBoards(db, live, world.facilitator, room.cafeId, now)).toMatchObject({ ok: true });
	return { ...world, ...room, live, sent, type, close };
}

onBothDatabases('a note from paper', (fresh) => {
	test('is a note of its table and round, by nobody, with who typed it beside it, and goes the way of all notes', async () => {
		const db = await fresh();
		const { leader, facilitator, municipalityId, gatheringId, tables, boards, live, sent, type, close } = await withPaper(db);
		addNote(live.doc(boards[0]!), { id: 'phone', text: 'Frå ein telefon', round: 1, by: '' });
		const open = sent('Frå arket, medan bordet er ope', { round: 1 });
		expect(await type(open)).toEqual({ ok: true });
		expect(await type(open)).toEqual({ ok: true });
		expect(readBoard(live.doc(boards[0]!)).notes).toMatchObject([{ id: 'phone' }, { id: open.noteId, round: 1, by: '', receipt: null }]);
		await close();
		const { frozenHash } = await db.selectFrom('cafeTable').select('frozenHash').where('id', '=', tables[0]!).executeTakeFirstOrThrow();
		const afterwards = sent('Frå arket, etterpå', { round: 3 });
		expect(await type(afterwards)).toEqual({ ok: true });
		expect(await type(afterwards)).toEqual({ ok: true });
		const rows = await db.selectFrom('note').selectAll().where('cafeTableId', '=', tables[0]!).orderBy('position').execute();
		expect(rows.map(({ id, round, writtenBy, receipt, position }) => [id, round, writtenBy, receipt, position])).toEqual([
			...['phone', open.noteId].toSorted().map((id, at) => [id, 1, '', null, at + 1]),
			[afterwards.noteId, 3, '', null, 3]
		]);
		expect((await db.selectFrom('cafeTable').select('frozenHash').where('id', '=', tables[0]!).executeTakeFirstOrThrow()).frozenHash).toBe(
			frozenHash
		);
		const typed = await paperNotesAt(db, live, municipalityId, tables[0]!);
		expect(new Map(typed.map(({ id, enteredBy }) => [id, enteredBy]))).toEqual(
			new Map([open.noteId, afterwards.noteId].map((id) => [id, facilitator.name]))
		);

		const who = { now, actor: leader };
		for (const note of rows)
			await keepPoint(db, who, tables[0]!, { pointId: null, text: note.text, noteIds: [note.id], clusterIds: [] }, later);
		expect(await handIn(db, who, tables[0]!, later)).toEqual({ ok: true });
		await gatherPoints(db, leader, gatheringId, later);
		const ways = await Promise.all(
			rows.map(async ({ id }) =>
				(await trace(db, municipalityId, { kind: 'note', id }, 'forward')).map(({ from, to }) => [from.kind, to.kind])
			)
		);
		expect(ways[0]).toHaveLength(2);
		expect(ways[1]).toEqual(ways[0]);
		expect(ways[2]).toEqual(ways[0]);
		expect(await type(sent('For seint'))).toEqual({ ok: false, reason: 'closed' });
	});

	test('opens the harvest of a table that had nothing to hand in', async () => {
		const db = await fresh();
		const { leader, tables, sent, type, close } = await withPaper(db);
		await close();
		expect(await type(sent('Berre papir', { tableId: tables[1]! }))).toEqual({ ok: true });
		const { notes } = (await harvestAt(db, { now, actor: leader }, tables[1]!))!;
		expect(notes).toMatchObject([{ text: 'Berre papir', writtenBy: '' }]);
		const point = { pointId: null, text: 'Punkt', noteIds: [notes[0]!.id], clusterIds: [] };
		expect(await keepPoint(db, { now, actor: leader }, tables[1]!, point, later)).toMatchObject({ ok: true });
	});

	test('is typed in by those who run the day, in a round there was, and asked about when it points at somebody', async () => {
		const db = await fresh();
		const { staff, stranger, sent, type } = await withPaper(db);
		expect(await type(sent('x'), staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await type(sent('x'), stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await type(sent('x', { round: 9 }))).toEqual({ ok: false, reason: 'notFound' });
		expect(await type(sent('Ring 41 23 45 67'))).toEqual({ ok: false, reason: 'invalidPersonal', kinds: ['phone'] });
		expect(await type(sent('Ring 41 23 45 67', { anyway: true }))).toEqual({ ok: true });
	});

	test('can be taken out until a point is made of it, and keeps closed boards from being opened again', async () => {
		const db = await fresh();
		const { leader, facilitator, gatheringId, municipalityId, cafeId, tables, live, sent, type, close } = await withPaper(db);
		const out = (noteId: string) => removePaperNote(db, live, facilitator, gatheringId, noteId, later);
		const wrong = sent('Skrive feil');
		await type(wrong);
		expect(await out(wrong.noteId)).toEqual({ ok: true });
		expect(await paperNotesAt(db, live, municipalityId, tables[0]!)).toEqual([]);
		await close();
		const [kept, again] = [sent('Står'), sent('Feil att')];
		await type(kept);
		await type(again);
		expect(await out(again.noteId)).toEqual({ ok: true });
		expect(await out(again.noteId)).toEqual({ ok: false, reason: 'conflictNote' });
		expect(await unfreezeBoards(db, live, facilitator, cafeId, now)).toEqual({ ok: false, reason: 'conflictPaper' });
		await keepPoint(db, { now, actor: leader }, tables[0]!, { pointId: null, text: 'P', noteIds: [kept.noteId], clusterIds: [] }, later);
		expect(await out(kept.noteId)).toEqual({ ok: false, reason: 'conflict' });
	});
});
