import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import { confidentialKinds } from '#lib/pii/detect.ts';
import { addNote, binNote, boardLimits, noteText, readBoard } from '../board/document.ts';
import { mayRun } from '../model.ts';

/*
 * What was written on paper. It is typed in as notes of its table and round, nobody's by name; who typed is kept beside the note and is never
 * its writer. On a board that is open it lies among the others; when the board is closed it joins the notes that are harvested, while what
 * was frozen keeps its hash. From there it goes the way of all notes.
 */

type Refused<R extends string> = { ok: false; reason: R };

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
 * Types in one note. Sent twice (`noteId`) it is one note. A table that had handed in nothing, for want of notes, is open for its harvest again.
 * Refuses `notAllowed`, `notFound` (no such table or round), `handedIn` (the table has brought its points), `confidential` (ask first),
 * `boardFull` and `notSaved` (the disk would not take it now, or the boards are being closed: send it again).
 */
export async function typeIn(
	db: Db,
	live: Pick<LiveServer, 'write'>,
	actor: Actor,
	gatheringId: string,
	typed: { tableId: string; round: number; noteId: string; text: string; anyway: boolean },
	now: Instant
): Promise<{ ok: true } | Refused<'notAllowed' | 'notFound' | 'handedIn' | 'confidential' | 'boardFull' | 'notSaved'>> {
	if (!mayRun(actor)) return { ok: false, reason: 'notAllowed' };
	const table = await tableFor(db, actor, gatheringId, typed.tableId);
	if (!table || typed.round < 1 || typed.round > table.rounds) return { ok: false, reason: 'notFound' };
	const { noteId, text, round } = typed;
	if (!typed.anyway && confidentialKinds(text).length > 0) return { ok: false, reason: 'confidential' };
	const { municipalityId } = actor;
	const entered = { noteId, municipalityId, cafeTableId: table.id, enteredBy: actor.id, enteredAt: now };
	if (table.frozenAt === null) {
		let isThere = true;
		try {
			const isOpen = await live.write(table.boardId, (doc) => {
				if (readBoard(doc).notes.length >= boardLimits.notes && !noteText(doc, noteId)) isThere = false;
				else addNote(doc, { id: noteId, text, round, by: '' });
			});
			if (!isOpen) return { ok: false, reason: 'notSaved' };
		} catch {
			// The live server has logged why.
			return { ok: false, reason: 'notSaved' };
		}
		if (!isThere) return { ok: false, reason: 'boardFull' };
		await enter(db, entered);
		return { ok: true };
	}
	return inTransaction(db, async (trx) => {
		const points = await trx.selectFrom('harvestPoint').select('id').where('cafeTableId', '=', table.id).limit(1).executeTakeFirst();
		if (table.harvestedAt !== null && points) return { ok: false, reason: 'handedIn' };
		if (await trx.selectFrom('note').select('id').where('id', '=', noteId).executeTakeFirst()) return { ok: true };
		const { last } = await trx
			.selectFrom('note')
			.select((select) => select.fn.max('position').as('last'))
			.where('cafeTableId', '=', table.id)
			.executeTakeFirstOrThrow();
		await trx
			.insertInto('note')
			.values({
				id: noteId,
				municipalityId,
				cafeTableId: table.id,
				clusterId: null,
				position: Number(last ?? 0) + 1,
				text,
				round,
				writtenBy: '',
				votes: 0,
				receipt: null,
				aboutId: null,
				stance: null
			})
			.execute();
		await enter(trx, entered);
		if (table.harvestedAt !== null) await trx.updateTable('cafeTable').set({ harvestedAt: null }).where('id', '=', table.id).execute();
		return { ok: true };
	});
}

async function enter(db: Db, row: { noteId: string; municipalityId: string; cafeTableId: string; enteredBy: string; enteredAt: Instant }) {
	await db
		.insertInto('enteredNote')
		.values(row)
		.onConflict((conflict) => conflict.column('noteId').doNothing())
		.execute();
}

/** Takes out a note that was typed in wrongly. Refuses `notAllowed`, `notFound`, `inUse` (a point is made of it) and `notSaved`. */
export async function takeOut(
	db: Db,
	live: Pick<LiveServer, 'write'>,
	actor: Actor,
	gatheringId: string,
	noteId: string,
	now: Instant
): Promise<{ ok: true } | Refused<'notAllowed' | 'notFound' | 'inUse' | 'notSaved'>> {
	if (!mayRun(actor)) return { ok: false, reason: 'notAllowed' };
	const entered = await db
		.selectFrom('enteredNote')
		.select('cafeTableId')
		.where('noteId', '=', noteId)
		.where('municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
	const table = entered && (await tableFor(db, actor, gatheringId, entered.cafeTableId));
	if (!table) return { ok: false, reason: 'notFound' };
	if (table.frozenAt === null) {
		const isOpen = await live.write(table.boardId, (doc) => void binNote(doc, noteId, now)).catch(() => false);
		if (!isOpen) return { ok: false, reason: 'notSaved' };
		await db.deleteFrom('enteredNote').where('noteId', '=', noteId).execute();
		return { ok: true };
	}
	return inTransaction(db, async (trx) => {
		const used = await trx
			.selectFrom('harvestSource')
			.select('sourceId')
			.where('sourceId', '=', noteId)
			.where('kind', '=', 'note')
			.executeTakeFirst();
		// What lay on the board when it was frozen stays in the frozen content; it is hidden, not unsaid.
		if (used || table.harvestedAt !== null) return { ok: false, reason: 'inUse' };
		await trx.deleteFrom('enteredNote').where('noteId', '=', noteId).execute();
		await trx.deleteFrom('note').where('id', '=', noteId).execute();
		return { ok: true };
	});
}

export type TypedNote = { id: string; text: string; round: number; enteredBy: string };

/** What was typed in at a table, the last first. */
export async function typedAt(db: Db, live: Pick<LiveServer, 'read'>, municipalityId: string, tableId: string): Promise<TypedNote[]> {
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
