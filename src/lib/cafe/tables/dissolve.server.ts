import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import { closeBoard, renewBoard } from '#lib/live/storage/boards.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { addCluster, addNote, binNote, boardLimits, editNote, readBoard, type Board } from '../board/document.ts';
import { isFreezing } from '../harvest/freeze.server.ts';
import { guardUnits } from '../harvest/settled.server.ts';
import { areFrozen, isSilent, mayReseat, type Cafe } from '../model.ts';
import { seatLatecomers } from '../seating/latecomers.server.ts';
import { requireCafe } from '../setup/create.server.ts';
import { formerTable, moveWalkIns, tableIds } from './walkIns.server.ts';

/*
 * A table is dissolved: its notes go on to another table's board with id, writer's label, round, receipt and owner. Boards are no part
 * of a command's transaction, so what is being dissolved is SQL (`dissolvingIntoId`), and the work is idempotent as the reveal's is: a note
 * that is on the other board already is not copied again. Killed at any step, the next process completes it.
 */

type DissolveDeps = Pick<LiveServer, 'freeze' | 'write'>;
type Dissolved = { ok: true; notes: number; into: number } | ReturnType<typeof refuse<'conflictTable'>>;
type By = Pick<Actor, 'municipalityId' | 'name'> & { id: string | null };
type Table = { id: string; number: number; boardId: string; dissolvingIntoId: string };

/**
 * Dissolves a table: its notes go on to `intoId`'s board, its people get seats from this round on, nobody else moves, and phones and
 * addresses of the table lead on. Gives how many notes. Refuses `notAllowed`, `notFound`, `closedBoards`, `conflictSilent` (everybody
 * writes alone), `conflictVote` (dots are given), `conflictTable` (one of the two is gone, or both are one), `limitBoard` (there is no
 * room for its notes) and `conflictBoard`: the board of `table` can't be read or written to disk now; nothing is lost.
 */
export async function dissolveTable(
	db: Db,
	live: DissolveDeps,
	actor: Actor,
	cafeId: string,
	{ tableId, intoId }: { tableId: string; intoId: string },
	now: Instant
) {
	const begun = await command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		const refusal = isFreezing(cafeId) ? refuse('closedBoards') : whyNot(cafe);
		if (refusal) return refusal;
		const tables = await tableIds(trx, cafeId);
		if (tableId === intoId || !tables.includes(tableId) || !tables.includes(intoId)) return refuse('conflictTable');
		await trx.updateTable('cafeTable').set({ dissolvingIntoId: intoId }).where('id', '=', tableId).execute();
		return found;
	});
	return begun.ok ? carryOut(db, live, actor, begun.cafe, tableId, now) : begun;
}

function whyNot(cafe: Cafe) {
	if (areFrozen(cafe)) return refuse('closedBoards');
	if (isSilent(cafe)) return refuse('conflictSilent');
	return cafe.phase === 'vote' ? refuse('conflictVote') : null;
}

/** Completes what the previous process was interrupted in; gives the cafés whose boards need a new status. */
export async function finishDissolving(db: Db, live: DissolveDeps, now: Instant): Promise<string[]> {
	const begun = await db.selectFrom('cafeTable').select(['id', 'cafeId']).where('dissolvingIntoId', 'is not', null).execute();
	for (const { id, cafeId } of begun) {
		const cafe = await db.selectFrom('cafe').selectAll().where('id', '=', cafeId).executeTakeFirstOrThrow();
		await carryOut(db, live, { id: null, municipalityId: cafe.municipalityId, name: 'Samling' }, cafe, id, now);
	}
	return begun.map(({ cafeId }) => cafeId);
}

async function carryOut(db: Db, live: DissolveDeps, by: By, cafe: Cafe, tableId: string, now: Instant) {
	const rows = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'boardId', 'dissolvingIntoId'])
		.where('cafeId', '=', cafe.id)
		.execute();
	const table = rows.find(({ id }) => id === tableId) as Table | undefined;
	const into = rows.find(({ id }) => id === table?.dissolvingIntoId);
	// Sent again because its answer was lost, it is answered as it was then.
	if (!table && (await formerTable(db, tableId))) return command(db, async () => refuse('conflictTable') as Dissolved);
	if (!table || !into) return stay(db, tableId, refuse('conflictTable'));
	const frozen = await live.freeze(table.boardId).catch(() => undefined);
	if (!frozen || frozen.damage) {
		frozen?.unfreeze();
		return stay(db, tableId, refuse('conflictBoard', { table: table.number }));
	}
	let done = false;
	try {
		const read = readBoard(frozen.doc);
		const board = { ...read, notes: await guardUnits(db, cafe.municipalityId, tableId, read.notes) };
		const copied = await copyTo(live, into.boardId, board, frozen.owners);
		if (copied !== 'copied')
			return stay(db, tableId, copied === 'full' ? refuse('limitBoard') : refuse('conflictBoard', { table: into.number }));
		const answer = await command(db, async (trx) => {
			const current = await trx.selectFrom('cafe').selectAll().where('id', '=', cafe.id).executeTakeFirstOrThrow();
			const refusal = whyNot(current);
			if (refusal) return refusal;
			await removeTable(trx, current, table, now);
			await record(trx, by, 'cafe.dissolveTable', { kind: 'cafe', id: cafe.id, detail: { table: table.number, into: into.number } }, now);
			return { ok: true as const, notes: board.notes.filter(({ binnedAt }) => binnedAt === null).length, into: into.number };
		});
		done = answer.ok;
		return answer.ok ? answer : stay(db, tableId, answer);
	} finally {
		// 4410: a phone there keeps what it has not sent, and asks for its page, which leads on.
		if (done) await frozen.renewed(4410);
		else frozen.unfreeze();
	}
}

async function stay<R>(db: Db, tableId: string, refusal: R): Promise<R> {
	await db.updateTable('cafeTable').set({ dissolvingIntoId: null }).where('id', '=', tableId).execute();
	return refusal;
}

/**
 * All or nothing: a table's notes, those in the bin too, and its clusters; a note that is there from an interrupted copy is brought up to
 * date.
 */
async function copyTo(
	live: DissolveDeps,
	boardId: string,
	{ notes, clusters }: Board,
	owners: Frozen['owners']
): Promise<'copied' | 'full' | 'failed'> {
	let isFull = false;
	const isOpen = await live
		.write(
			boardId,
			(doc) => {
				const there = new Set(readBoard(doc).notes.map(({ id }) => id));
				const coming = notes.filter(({ id, text }) => text.trim() !== '' && !there.has(id));
				const used = readBoard(doc).notes.filter(({ binnedAt }) => binnedAt === null).length;
				isFull = used + coming.filter(({ binnedAt }) => binnedAt === null).length > boardLimits.notes;
				if (isFull) return;
				for (const { id, title } of clusters) addCluster(doc, { id, title });
				for (const note of notes) if (there.has(note.id)) editNote(doc, note.id, note.text);
				for (const note of coming) {
					addNote(doc, note);
					if (note.binnedAt !== null) binNote(doc, note.id, note.binnedAt);
				}
			},
			owners
		)
		.catch(() => false);
	return isFull ? 'full' : isOpen ? 'copied' : 'failed';
}

/** Takes a table out of its café, after its notes: what else belongs to it goes along to the other table, or elsewhere. */
async function removeTable(trx: Db, cafe: Cafe, { id, number, boardId, dissolvingIntoId: intoId }: Table, now: Instant): Promise<void> {
	const before = await tableIds(trx, cafe.id);
	const after = before.filter((other) => other !== id);
	await moveWalkIns(trx, cafe, { before, after, instead: intoId });
	await trx.updateTable('enteredNote').set({ cafeTableId: intoId }).where('cafeTableId', '=', id).execute();
	await passOnElements(trx, id, intoId);
	await passOnHandovers(trx, id, intoId);
	await trx.deleteFrom('seat').where('cafeTableId', '=', id).execute();
	await trx.updateTable('formerTable').set({ intoId }).where('intoId', '=', id).execute();
	await trx
		.insertInto('formerTable')
		.values({ id, municipalityId: cafe.municipalityId, cafeId: cafe.id, number, intoId, at: now })
		.execute();
	await trx.deleteFrom('cafeTable').where('id', '=', id).execute();
	await closeBoard(trx, cafe.municipalityId, boardId, now);
	// Nothing is left of how its notes came about (L21): they are the other board's.
	await renewBoard(trx, boardId);
	if (mayReseat(cafe)) await seatLatecomers(trx, cafe);
}

/** What of the plan lay on the table lies on the other one too, so that what was said of it stays said. */
async function passOnElements(trx: Db, fromId: string, intoId: string): Promise<void> {
	const rows = await trx.selectFrom('tableElement').selectAll().where('cafeTableId', 'in', [fromId, intoId]).orderBy('position').execute();
	const there = rows.filter(({ cafeTableId }) => cafeTableId === intoId);
	const coming = rows.filter(({ cafeTableId, elementId }) => cafeTableId === fromId && !there.some((row) => row.elementId === elementId));
	if (coming.length === 0) return;
	const position = there.length;
	await trx
		.insertInto('tableElement')
		.values(coming.map((row, at) => ({ ...row, cafeTableId: intoId, position: position + at })))
		.execute();
}

/** What hosts have left for the next group; beside what the other table's host has left after the same round. */
async function passOnHandovers(trx: Db, fromId: string, intoId: string): Promise<void> {
	const rows = await trx.selectFrom('handover').selectAll().where('cafeTableId', 'in', [fromId, intoId]).execute();
	for (const left of rows.filter(({ cafeTableId }) => cafeTableId === fromId)) {
		const there = rows.find(({ cafeTableId, round }) => cafeTableId === intoId && round === left.round);
		await trx.deleteFrom('handover').where('cafeTableId', '=', intoId).where('round', '=', left.round).execute();
		const text = there ? `${there.text}\n${left.text}` : left.text;
		await trx
			.insertInto('handover')
			.values({ ...left, cafeTableId: intoId, text })
			.execute();
	}
}
