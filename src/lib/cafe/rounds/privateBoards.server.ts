import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { createBoard, unmakeBoard } from '#lib/live/storage/boards.server.ts';
import { isSilent } from '../model.ts';
import type { AtTable } from '../participants/participants.server.ts';

/*
 * In the silent phase each seat writes on a sheet of its own, a board that nobody else is ever let in to (L20). The sheet
 * knows its writer by the pseudonym that boards know people by, never by participant, so that what is written without a name
 * has none in the database either (L21).
 */

export type Sheet = {
	boardId: string;
	epoch: number;
	/** They have said that they have written what they had. */
	written: boolean;
};

/** Whether somebody writes alone at this table now. Those who run the day don't: they have no seat to write from. */
export function writesAlone(at: AtTable): boolean {
	return isSilent(at.cafe) && at.sitsHere && at.role !== 'facilitator';
}

/**
 * The sheet of whoever `principalId` is at their table in this round, made when they have none; null while nobody writes
 * alone here. `isNew` says that the others may be told that one more writes.
 */
export async function sheetFor(db: Db, at: AtTable, principalId: string): Promise<(Sheet & { isNew: boolean }) | null> {
	if (!writesAlone(at)) return null;
	const { cafe, table } = at;
	return inTransaction(db, async (trx) => {
		const own = async () => {
			const row = await trx
				.selectFrom('sheet')
				.innerJoin('board', 'board.id', 'sheet.boardId')
				.select(['sheet.boardId', 'sheet.readyAt', 'board.epoch'])
				.where('sheet.cafeTableId', '=', table.id)
				.where('sheet.round', '=', cafe.round)
				.where('sheet.principalId', '=', principalId)
				.executeTakeFirst();
			return row && { boardId: row.boardId, epoch: row.epoch, written: row.readyAt !== null };
		};
		const there = await own();
		if (there) return { ...there, isNew: false };
		// As old as the phase, not as the moment somebody came: that would tell who.
		const boardId = await createBoard(trx, cafe.municipalityId, 'sheet', cafe.silentAt!);
		const { numInsertedOrUpdatedRows } = await trx
			.insertInto('sheet')
			.values({
				boardId,
				municipalityId: cafe.municipalityId,
				cafeTableId: table.id,
				round: cafe.round,
				principalId,
				readyAt: null,
				revealedAt: null
			})
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirstOrThrow();
		if (numInsertedOrUpdatedRows) return { boardId, epoch: 0, written: false, isNew: true };
		// Their other tab was here first.
		await unmakeBoard(trx, boardId);
		return { ...(await own())!, isNew: false };
	});
}

/** The boards of the sheets that somebody has had at a table and that are laid on it: what their phone still keeps of one belongs there. */
export async function formerSheets(db: Db, tableId: string, principalId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('sheet')
		.select('boardId')
		.where('cafeTableId', '=', tableId)
		.where('principalId', '=', principalId)
		.where('revealedAt', 'is not', null)
		.execute();
	return rows.map(({ boardId }) => boardId);
}
