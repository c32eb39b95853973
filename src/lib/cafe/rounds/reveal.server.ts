import { command } from '#lib/db/command.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { closeBoard } from '#lib/live/storage/boards.server.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { addNote, boardLimits, readBoard, type BoardNote } from '../board/document.ts';
import { areFrozen, limits, mayReveal, type Cafe } from '../model.ts';
import { enterPhase, inMinutes } from './commands.server.ts';

/*
 * The reveal copies what everybody wrote alone to the tables' boards (L20). Boards are not part of a command's transaction, so
 * the start is recorded in SQL (`revealingAt`) and the work is idempotent: notes keep their ids, a note that is on the table
 * already is not copied again, and an interrupted reveal is repeated from the beginning.
 */

type RevealDeps = Pick<LiveServer, 'freeze' | 'write' | 'startNewEpoch'>;
type PrivateBoard = { boardId: string; cafeTableId: string; tableBoardId: string; number: number };
type FrozenBoard = { boardId: string; content: Frozen };

/** Cafés that this process is revealing. */
const revealing = new Set<string>();

/**
 * Ends the writing alone and gives how many notes were copied: private boards are frozen, their notes are on the table's board with
 * id, text, writer's label, round and receipt, and the talk begins. Refuses `notAllowed`, `notFound`, `missingSilence` (nobody
 * writes alone), `closedBoards`, `conflict` (a reveal is running) and `conflictBoard`: the board of `table` can't be read from or
 * written to disk now; nothing is lost, and the reveal can be repeated.
 */
export async function reveal(db: Db, live: RevealDeps, actor: Actor, cafeId: string, now: Instant) {
	const begun = await command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReveal(found.cafe)) return areFrozen(found.cafe) ? refuse('closedBoards') : refuse('missingSilence');
		if (found.cafe.revealingAt === null) await trx.updateTable('cafe').set({ revealingAt: now }).where('id', '=', cafeId).execute();
		return found;
	});
	if (!begun.ok) return begun;
	if (revealing.has(cafeId)) return refuse('conflict');
	revealing.add(cafeId);
	try {
		return await carryOut(db, live, begun.cafe, now);
	} finally {
		revealing.delete(cafeId);
	}
}

/** Completes the reveals that the previous process was interrupted in; gives the cafés whose boards need a new status. */
export async function finishReveals(db: Db, live: RevealDeps, now: Instant): Promise<string[]> {
	const begun = await db.selectFrom('cafe').selectAll().where('revealingAt', 'is not', null).execute();
	for (const cafe of begun) await carryOut(db, live, cafe, now);
	return begun.map(({ id }) => id);
}

async function carryOut(db: Db, live: RevealDeps, cafe: Cafe, now: Instant) {
	const boards = await db
		.selectFrom('sheet')
		.innerJoin('cafeTable', 'cafeTable.id', 'sheet.cafeTableId')
		.select(['sheet.boardId', 'sheet.cafeTableId', 'cafeTable.boardId as tableBoardId', 'cafeTable.number'])
		.where('cafeTable.cafeId', '=', cafe.id)
		.where('sheet.round', '=', cafe.round)
		.where('sheet.revealedAt', 'is', null)
		.orderBy('cafeTable.number')
		.execute();
	const tables = [...Map.groupBy(boards, ({ cafeTableId }) => cafeTableId).values()];
	const copied = await Promise.all(tables.map((own) => revealAtTable(db, live, own, cafe.municipalityId, now)));
	const failed = copied.indexOf(null);
	if (failed >= 0) return refuse('conflictBoard', { table: tables[failed]![0]!.number });
	const { silentMinutes, roundMinutes } = cafe;
	await inTransaction(db, (trx) =>
		enterPhase(trx, cafe.id, { phase: 'round', endsAt: inMinutes(now, Math.max(1, roundMinutes - silentMinutes)) }, now)
	);
	return { ok: true as const, notes: copied.reduce<number>((sum, notes) => sum + (notes ?? 0), 0) };
}

/**
 * One table: freezes its private boards and copies their notes to the table's board. Once that is on disk they are closed and
 * emptied, so that nothing tells which notes are by the same writer. Gives the number of notes, or null when storage failed:
 * then the private boards are writable again.
 */
async function revealAtTable(
	db: Db,
	live: RevealDeps,
	boards: readonly PrivateBoard[],
	municipalityId: string,
	now: Instant
): Promise<number | null> {
	const frozen: FrozenBoard[] = [];
	try {
		for (const { boardId } of boards) {
			const content = await live.freeze(boardId);
			if (content) frozen.push({ boardId, content });
		}
		// Sorted by random id: the order must not tell the writers apart either.
		const notes = frozen.flatMap(({ content }) => revealed(content)).sort((a, b) => (a.id < b.id ? -1 : 1));
		const owners = new Map(frozen.flatMap(({ content }) => [...content.owners]));
		const left = await copyToTable(live, boards[0]!, notes, owners);
		for (const { boardId, content } of frozen) {
			// A note that did not fit on a full board stays where it was written, for its writer alone.
			if (!readBoard(content.doc).notes.some(({ id }) => left.has(id))) await live.startNewEpoch(boardId, () => undefined);
		}
		await inTransaction(db, async (trx) => {
			for (const { boardId } of boards) {
				await closeBoard(trx, municipalityId, boardId, now);
				await trx.updateTable('sheet').set({ revealedAt: now }).where('boardId', '=', boardId).execute();
			}
		});
		for (const { content } of frozen) content.keep();
		return notes.length - left.size;
	} catch {
		// The live server has logged the cause.
		for (const { content } of frozen) content.unfreeze();
		return null;
	}
}

/**
 * Adds the notes to the table's board, each its writer's as before (`owners`); gives the ids of those for which it has no room.
 * Throws when the board is not writable.
 */
async function copyToTable(
	live: RevealDeps,
	{ tableBoardId, number }: PrivateBoard,
	notes: readonly BoardNote[],
	owners: ReadonlyMap<string, string>
): Promise<ReadonlySet<string>> {
	const left = new Set<string>();
	const isOpen = await live.write(
		tableBoardId,
		(doc) => {
			let room = boardLimits.notes - readBoard(doc).notes.length;
			for (const { id, text, round, by, receipt, column } of notes) {
				if (room > 0 && addNote(doc, { id, text, round, by, receipt, column })) room--;
				else if (room <= 0) left.add(id);
			}
		},
		owners
	);
	if (!isOpen) throw new Error(`The board of table ${number} is not writable`);
	return left;
}

/** The notes of a private board that others may see: not the binned ones, and at most what one person may write. */
function revealed({ doc }: Frozen): BoardNote[] {
	return readBoard(doc)
		.notes.filter(({ text, binnedAt }) => binnedAt === null && text.trim() !== '')
		.slice(0, limits.privateNotes);
}
