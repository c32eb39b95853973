import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { refuse } from '#lib/result.ts';
import { binNote, readBoard } from '../board/document.ts';
import { writeNote } from '../board/postNote.server.ts';
import { mayRun } from '../model.ts';

/*
 * Notes that were written on paper, entered as notes of their table and round without a writer; who entered them is kept beside the note.
 * While the board is open they are notes on it. When it is frozen they join the notes that are harvested, and the frozen content keeps its
 * hash. From there they are treated as all notes.
 */

type Typed = { tableId: string; round: number; noteId: string; text: string; anyway: boolean };

async function tableFor(db: Db, actor: Actor, gatheringId: string, tableId: string) {
	return db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.id', 'cafeTable.boardId', 'cafeTable.frozenAt', 'cafeTable.harvestedAt', 'cafe.rounds'])
		.where('cafeTable.id', '=', tableId)
		.where('cafe.gatheringId', '=', gatheringId)
		.where('cafe.municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
}

/**
 * Enters one note. Sent twice (`noteId`) it is one note. A table that had handed in nothing because it had no notes is opened for
 * its harvest. Refuses `notAllowed`, `notFound` (no such table or round), `closed` (the table has handed in its points),
 * `invalidPersonal` (looks as if it points at somebody: ask first), `limitBoard` and `conflictStorage` (the disk does not take it
 * now, or the boards are being frozen: send it again).
 */
export async function enterPaperNote(
	db: Db,
	live: Pick<LiveServer, 'write'>,
	actor: Actor,
	gatheringId: string,
	typed: Typed,
	now: Instant
) {
	if (!mayRun(actor)) return refuse('notAllowed');
	const table = await tableFor(db, actor, gatheringId, typed.tableId);
	if (!table || typed.round < 1 || typed.round > table.rounds) return refuse('notFound');
	const { noteId, text, round } = typed;
	const kinds = personalKinds(text);
	if (!typed.anyway && kinds.length > 0) return refuse('invalidPersonal', { kinds });
	const entered = { noteId, municipalityId: actor.municipalityId, cafeTableId: table.id, enteredBy: actor.id, enteredAt: now };
	if (table.frozenAt !== null) return enterHarvested(db, entered, { text, round, isHandedIn: table.harvestedAt !== null });
	const written = await writeNote(live, table.boardId, { id: noteId, text, round, by: '' });
	if (!written.ok) return written.reason === 'closed' ? refuse('conflictStorage') : refuse(written.reason);
	await markEntered(db, entered);
	return { ok: true as const };
}

type Entered = { noteId: string; municipalityId: string; cafeTableId: string; enteredBy: string; enteredAt: Instant };

/** Enters a note at a table whose board is frozen: last of its notes, in no cluster. Refuses `closed`. */
function enterHarvested(db: Db, entered: Entered, { text, round, isHandedIn }: { text: string; round: number; isHandedIn: boolean }) {
	const { noteId, municipalityId, cafeTableId } = entered;
	return command(db, async (trx) => {
		const point = await trx.selectFrom('harvestPoint').select('id').where('cafeTableId', '=', cafeTableId).limit(1).executeTakeFirst();
		if (isHandedIn && point) return refuse('closed');
		if (await trx.selectFrom('note').select('id').where('id', '=', noteId).executeTakeFirst()) return { ok: true as const };
		const { last } = await trx
			.selectFrom('note')
			.select((select) => select.fn.max('position').as('last'))
			.where('cafeTableId', '=', cafeTableId)
			.executeTakeFirstOrThrow();
		const place = { cafeTableId, clusterId: null, position: Number(last ?? 0) + 1 };
		const unsaid = { votes: 0, receipt: null, firstText: null, aboutId: null, stance: null };
		await trx
			.insertInto('note')
			.values({ id: noteId, municipalityId, ...place, text, round, writtenBy: '', ...unsaid })
			.execute();
		await markEntered(trx, entered);
		if (isHandedIn) await trx.updateTable('cafeTable').set({ harvestedAt: null }).where('id', '=', cafeTableId).execute();
		return { ok: true as const };
	});
}

async function markEntered(db: Db, row: Entered) {
	await db
		.insertInto('enteredNote')
		.values(row)
		.onConflict((conflict) => conflict.column('noteId').doNothing())
		.execute();
}

/**
 * Removes a note that was entered by mistake. Refuses `notAllowed`, `notFound`, `conflict` (a point uses it), `conflictNote` (a colleague
 * has removed it) and `conflictStorage`.
 */
export async function removePaperNote(
	db: Db,
	live: Pick<LiveServer, 'write'>,
	actor: Actor,
	gatheringId: string,
	noteId: string,
	now: Instant
) {
	if (!mayRun(actor)) return refuse('notAllowed');
	const entered = await db
		.selectFrom('enteredNote')
		.select('cafeTableId')
		.where('noteId', '=', noteId)
		.where('municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
	if (!entered) return refuse('conflictNote');
	const table = await tableFor(db, actor, gatheringId, entered.cafeTableId);
	if (!table) return refuse('notFound');
	if (table.frozenAt === null) {
		const isOpen = await live.write(table.boardId, (doc) => void binNote(doc, noteId, now)).catch(() => false);
		if (!isOpen) return refuse('conflictStorage');
		await db.deleteFrom('enteredNote').where('noteId', '=', noteId).execute();
		return { ok: true as const };
	}
	return command(db, async (trx) => {
		const used = await trx
			.selectFrom('harvestSource')
			.select('sourceId')
			.where('sourceId', '=', noteId)
			.where('kind', '=', 'note')
			.executeTakeFirst();
		// What lay on the board when it was frozen stays in the frozen content; the note is removed from what is read and harvested.
		if (used || table.harvestedAt !== null) return refuse('conflict');
		await trx.deleteFrom('enteredNote').where('noteId', '=', noteId).execute();
		await trx.deleteFrom('note').where('id', '=', noteId).execute();
		return { ok: true as const };
	});
}

export type PaperNote = { id: string; text: string; round: number; enteredBy: string };

/** The notes entered from paper at a table, the last first. */
export async function paperNotesAt(db: Db, live: Pick<LiveServer, 'read'>, municipalityId: string, tableId: string): Promise<PaperNote[]> {
	const rows = await db
		.selectFrom('enteredNote')
		.innerJoin('person', 'person.id', 'enteredNote.enteredBy')
		.innerJoin('cafeTable', 'cafeTable.id', 'enteredNote.cafeTableId')
		.leftJoin('note', 'note.id', 'enteredNote.noteId')
		.select(['enteredNote.noteId as id', 'person.name as enteredBy', 'note.text', 'note.round', 'cafeTable.boardId', 'cafeTable.frozenAt'])
		.where('enteredNote.municipalityId', '=', municipalityId)
		.where('enteredNote.cafeTableId', '=', tableId)
		.orderBy('enteredNote.enteredAt', 'desc')
		.orderBy('enteredNote.noteId')
		.execute();
	const [first] = rows;
	const onBoard = first?.frozenAt === null ? ((await live.read(first.boardId, readBoard))?.notes ?? []) : [];
	return rows.flatMap(({ id, enteredBy, ...row }) => {
		const note = row.text === null ? onBoard.find((one) => one.id === id && one.binnedAt === null) : { text: row.text, round: row.round! };
		return note ? [{ id, text: note.text, round: note.round, enteredBy }] : [];
	});
}
