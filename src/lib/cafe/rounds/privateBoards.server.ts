import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { createBoard, deleteBoard } from '#lib/live/storage/boards.server.ts';
import type { Instant } from '#lib/dates.ts';
import { isSilent, limits, type Cafe } from '../model.ts';
import { privateBoardMark } from '../participants/ownerMark.server.ts';
import type { AtTable } from '../participants/participants.server.ts';

/*
 * In the silent phase each seat writes on a private board that only its writer may open (L20; the table `sheet`). Whose it is
 * stands as a mark of table, round and the writer's phone, never as a person, a seat or what comes again in another round (L21).
 */

export type PrivateBoard = {
	boardId: string;
	epoch: number;
	/** The writer has said that they are done. */
	written: boolean;
};

const everyRound = Array.from({ length: limits.rounds }, (_, at) => at + 1);

/** Whether this person writes alone at this table now. Those who run the day have no seat to write from. */
export function writesAlone(at: AtTable): boolean {
	return isSilent(at.cafe) && at.sitsHere && at.role !== 'facilitator';
}

/**
 * The private board of `principalId` at their table in this round, created when there is none; null while nobody writes alone
 * here. `isNew`: it was created now, so the table's count of writers has changed.
 */
export async function privateBoardFor(db: Db, at: AtTable, principalId: string): Promise<(PrivateBoard & { isNew: boolean }) | null> {
	if (!writesAlone(at)) return null;
	const { cafe, table } = at;
	return inTransaction(db, async (trx) => {
		const existing = await ownBoard(trx, at, principalId);
		if (existing) return { ...existing, isNew: false };
		// Dated by the phase: the moment somebody came would tell who they are.
		const boardId = await createBoard(trx, cafe.municipalityId, 'sheet', cafe.silentAt!);
		const { numInsertedOrUpdatedRows } = await trx
			.insertInto('sheet')
			.values({
				boardId,
				municipalityId: cafe.municipalityId,
				cafeTableId: table.id,
				round: cafe.round,
				owner: privateBoardMark(principalId, table.id, cafe.round),
				readyAt: null,
				revealedAt: null
			})
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirstOrThrow();
		if (numInsertedOrUpdatedRows) return { boardId, epoch: 0, written: false, isNew: true };
		// Race: another tab of theirs has inserted its board in the meantime.
		await deleteBoard(trx, boardId);
		return { ...(await ownBoard(trx, at, principalId))!, isNew: false };
	});
}

/** Their earlier private boards at a table whose notes are on it by now: text a phone still keeps for one belongs to the table. */
export async function formerPrivateBoards(db: Db, tableId: string, principalId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('sheet')
		.select('boardId')
		.where('cafeTableId', '=', tableId)
		.where(
			'owner',
			'in',
			everyRound.map((round) => privateBoardMark(principalId, tableId, round))
		)
		.where('revealedAt', 'is not', null)
		.execute();
	return rows.map(({ boardId }) => boardId);
}

async function ownBoard(trx: Db, { table, cafe }: AtTable, principalId: string): Promise<PrivateBoard | undefined> {
	const row = await trx
		.selectFrom('sheet')
		.innerJoin('board', 'board.id', 'sheet.boardId')
		.select(['sheet.boardId', 'sheet.readyAt', 'board.epoch'])
		.where('sheet.cafeTableId', '=', table.id)
		.where('sheet.round', '=', cafe.round)
		.where('sheet.owner', '=', privateBoardMark(principalId, table.id, cafe.round))
		.executeTakeFirst();
	return row && { boardId: row.boardId, epoch: row.epoch, written: row.readyAt !== null };
}

/** When what was written alone in the round that runs was laid on the tables; null: nothing was, or not yet. */
export async function revealedAt(db: Db, cafe: Pick<Cafe, 'id' | 'round'>): Promise<Instant | null> {
	const { last } = await db
		.selectFrom('sheet')
		.innerJoin('cafeTable', 'cafeTable.id', 'sheet.cafeTableId')
		.select((eb) => eb.fn.max('sheet.revealedAt').as('last'))
		.where('cafeTable.cafeId', '=', cafe.id)
		.where('sheet.round', '=', cafe.round)
		.executeTakeFirstOrThrow();
	return last;
}
