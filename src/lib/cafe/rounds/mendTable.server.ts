import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Damage, LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { areFrozen } from '../model.ts';
import { requireCafe } from '../setup/create.server.ts';

/**
 * Lets a table write on, with what could be read of its damaged board and of the private boards of its people (L26). What could not be
 * read is kept until the boards are frozen. Refuses `notAllowed`, `notFound`, `closedBoards`, `conflictTable` (it is gone) and
 * `missingDamage` (all of it can be read).
 */
export async function mendTable(db: Db, live: Pick<LiveServer, 'mend'>, actor: Actor, cafeId: string, tableId: string, now: Instant) {
	const found = await requireCafe(db, actor, cafeId);
	if (!found.ok) return found;
	if (areFrozen(found.cafe)) return refuse('closedBoards');
	const boards = (await boardsAt(db, cafeId, found.cafe.round)).filter((board) => board.tableId === tableId);
	if (boards.length === 0) return refuse('conflictTable');
	const damaged: Damage[] = [];
	for (const { boardId } of boards) {
		const damage = await live.mend(boardId);
		if (damage) damaged.push(damage);
	}
	if (damaged.length === 0) return refuse('missingDamage');
	return command(db, async (trx) => {
		const rows = damaged.reduce((sum, { unreadable }) => sum + unreadable, 0);
		await record(trx, actor, 'cafe.mend', { kind: 'cafeTable', id: tableId, detail: { boards: damaged.length, rows } }, now);
		return { ok: true as const };
	});
}

/** The boards of a café's tables, and the private ones of a round. */
export async function boardsAt(db: Db, cafeId: string, round: number): Promise<{ tableId: string; boardId: string }[]> {
	return db
		.selectFrom('cafeTable')
		.select(['id as tableId', 'boardId'])
		.where('cafeId', '=', cafeId)
		.unionAll(
			db
				.selectFrom('sheet')
				.innerJoin('cafeTable', 'cafeTable.id', 'sheet.cafeTableId')
				.select(['cafeTable.id as tableId', 'sheet.boardId'])
				.where('cafeTable.cafeId', '=', cafeId)
				.where('sheet.round', '=', round)
		)
		.execute();
}
