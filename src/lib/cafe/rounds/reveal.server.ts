import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { closeBoard } from '#lib/live/storage/boards.server.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { addNote, boardLimits, readBoard, type BoardNote } from '../board/document.ts';
import { areFrozen, limits, mayReveal, type Cafe } from '../model.ts';
import { enterPhase, inMinutes } from './commands.server.ts';

/*
 * The reveal lays what everybody wrote alone on the tables (L20). It goes through boards, which are not in the transaction of
 * a command; so it is begun in SQL (`revealingAt`), carried out sheet by sheet, and can be cut off anywhere and carried out
 * again: a note keeps its id, and one that lies on the table already is not laid again.
 */

type Hands = Pick<LiveServer, 'freeze' | 'write' | 'startNewEpoch'>;
type Sheet = { boardId: string; cafeTableId: string; tableBoardId: string; number: number };
type Outcome = { ok: true; notes: number } | { ok: false; reason: 'boardNotSaved'; table: number };

/** Cafés at whose reveal this process is. */
const revealing = new Set<string>();

/**
 * Ends the writing alone: the sheets take no more, their notes lie on the table's board with id, text, writer's label, round
 * and receipt, and the talking begins. Refuses `notSilent`, `boardsClosed`, `revealing` (somebody else is at it) and
 * `boardNotSaved` (the board of `table` can't be read from or written to disk right now: press again, nothing is lost).
 */
export async function reveal(
	db: Db,
	live: Hands,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<Outcome | NotFoundOrForbidden | { ok: false; reason: 'notSilent' | 'boardsClosed' | 'revealing' }> {
	const begun = await inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayReveal(cafe)) return { ok: false as const, reason: areFrozen(cafe) ? ('boardsClosed' as const) : ('notSilent' as const) };
		if (cafe.revealingAt === null) await trx.updateTable('cafe').set({ revealingAt: now }).where('id', '=', cafeId).execute();
		return { ok: true as const, cafe };
	});
	if (!begun.ok) return begun;
	if (revealing.has(cafeId)) return { ok: false, reason: 'revealing' };
	revealing.add(cafeId);
	try {
		return await carryOut(db, live, begun.cafe, now);
	} finally {
		revealing.delete(cafeId);
	}
}

/** Carries out the reveals that the process before this one was in the middle of; gives the cafés whose boards are to be told. */
export async function finishReveals(db: Db, live: Hands, now: Instant): Promise<string[]> {
	const begun = await db.selectFrom('cafe').selectAll().where('revealingAt', 'is not', null).execute();
	for (const cafe of begun) await carryOut(db, live, cafe, now);
	return begun.map(({ id }) => id);
}

async function carryOut(db: Db, live: Hands, cafe: Cafe, now: Instant): Promise<Outcome> {
	const sheets = await db
		.selectFrom('sheet')
		.innerJoin('cafeTable', 'cafeTable.id', 'sheet.cafeTableId')
		.select(['sheet.boardId', 'sheet.cafeTableId', 'cafeTable.boardId as tableBoardId', 'cafeTable.number'])
		.where('cafeTable.cafeId', '=', cafe.id)
		.where('sheet.round', '=', cafe.round)
		.where('sheet.revealedAt', 'is', null)
		.orderBy('cafeTable.number')
		.execute();
	const tables = [...Map.groupBy(sheets, ({ cafeTableId }) => cafeTableId).values()];
	const laid = await Promise.all(tables.map((own) => layOnTable(db, live, own, cafe.municipalityId, now)));
	const failed = laid.indexOf(null);
	if (failed >= 0) return { ok: false, reason: 'boardNotSaved', table: tables[failed]![0]!.number };
	await inTransaction(db, async (trx) => {
		const { silentMinutes, roundMinutes } = cafe;
		await enterPhase(trx, cafe.id, { phase: 'round', endsAt: inMinutes(now, Math.max(1, roundMinutes - silentMinutes)) }, now);
	});
	return { ok: true, notes: laid.reduce<number>((sum, notes) => sum + (notes ?? 0), 0) };
}

/**
 * One table: its sheets are stopped, what stands on them is written on the table's board, and when that is on disk they are
 * closed and emptied, so that nothing tells any more which notes are by one hand. Gives how many notes, or null when the
 * disk would not: then the sheets take writing again.
 */
async function layOnTable(db: Db, live: Hands, sheets: readonly Sheet[], municipalityId: string, now: Instant): Promise<number | null> {
	const stopped: { boardId: string; sheet: Frozen }[] = [];
	try {
		for (const { boardId } of sheets) {
			const sheet = await live.freeze(boardId);
			if (sheet) stopped.push({ boardId, sheet });
		}
		// By id, which is chance: the order tells nothing of the hands either.
		const notes = stopped.flatMap(({ sheet }) => revealed(sheet)).sort((a, b) => (a.id < b.id ? -1 : 1));
		const { tableBoardId } = sheets[0]!;
		const left = new Set<string>();
		const isOpen = await live.write(tableBoardId, (doc) => {
			let room = boardLimits.notes - readBoard(doc).notes.length;
			for (const { id, text, round, by, receipt, column } of notes) {
				if (room > 0 && addNote(doc, { id, text, round, by, receipt, column })) room--;
				else if (room <= 0) left.add(id);
			}
		});
		if (!isOpen) throw new Error(`The board of table ${sheets[0]!.number} takes no writing`);
		for (const { boardId, sheet } of stopped) {
			// What found no place on a full board stays where it was written, for its writer alone.
			if (!readBoard(sheet.doc).notes.some(({ id }) => left.has(id))) await live.startNewEpoch(boardId, () => undefined);
		}
		await inTransaction(db, async (trx) => {
			for (const { boardId } of sheets) {
				await closeBoard(trx, municipalityId, boardId, now);
				await trx.updateTable('sheet').set({ revealedAt: now }).where('boardId', '=', boardId).execute();
			}
		});
		for (const { sheet } of stopped) sheet.keep();
		return notes.length - left.size;
	} catch {
		// The live server has logged why.
		for (const { sheet } of stopped) sheet.unfreeze();
		return null;
	}
}

/** What of a sheet is for the others: not what its writer threw away, and no more than one person writes. */
function revealed({ doc }: Frozen): BoardNote[] {
	return readBoard(doc)
		.notes.filter(({ text, binnedAt }) => binnedAt === null && text.trim() !== '')
		.slice(0, limits.privateNotes);
}
