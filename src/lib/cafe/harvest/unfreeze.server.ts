import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { unlink } from '#lib/lineage.server.ts';
import { reopenBoard } from '#lib/live/storage/boards.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { forgetTree } from './boardTree.server.ts';
import { areFrozen, unfreezableUntil } from '../model.ts';

/**
 * Undoes the freezing of the boards: everybody writes on where they were, in the phase they were in, with the time used up. Possible
 * within ten minutes, until the first table has picked a point. Refuses `notAllowed`, `notFound`, `conflictOpenBoards`, `closedCafe`,
 * `past`, `conflictPoints` (a table has picked one) and `conflictPaper` (a note was entered since; it is on no board).
 */
export async function unfreezeBoards(db: Db, live: Pick<LiveServer, 'unfreeze'>, actor: Actor, cafeId: string, now: Instant) {
	const answer = await command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!areFrozen(cafe)) return refuse('conflictOpenBoards');
		if (cafe.phase === 'closed') return refuse('closedCafe');
		const until = unfreezableUntil(cafe);
		if (until === null || now > until) return refuse('past');
		if (await hasPoints(trx, cafeId)) return refuse('conflictPoints');
		if (await hasPaperSinceFreeze(trx, cafeId)) return refuse('conflictPaper');
		const boards = await reopenTables(trx, actor.municipalityId, cafeId);
		// The time is up, and can be extended.
		await trx
			.updateTable('cafe')
			.set({ phase: cafe.closedFrom!, closedFrom: null, endsAt: now, phaseAt: now })
			.where('id', '=', cafeId)
			.execute();
		await record(trx, actor, 'cafe.unfreeze', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const, boards };
	});
	if (!answer.ok) return answer;
	for (const boardId of answer.boards) live.unfreeze(boardId);
	return { ok: true as const };
}

async function hasPoints(trx: Db, cafeId: string): Promise<boolean> {
	const point = await trx
		.selectFrom('harvestPoint')
		.select('id')
		.where('cafeTableId', 'in', tablesOf(trx, cafeId))
		.limit(1)
		.executeTakeFirst();
	return point !== undefined;
}

async function hasPaperSinceFreeze(trx: Db, cafeId: string): Promise<boolean> {
	const entered = await trx
		.selectFrom('enteredNote')
		.innerJoin('cafeTable', 'cafeTable.id', 'enteredNote.cafeTableId')
		.select('noteId')
		.where('cafeTable.cafeId', '=', cafeId)
		.whereRef('enteredNote.enteredAt', '>=', 'cafeTable.frozenAt')
		.limit(1)
		.executeTakeFirst();
	return entered !== undefined;
}

/** Deletes what freezing stored of every table, and opens their boards; returns the boards' ids. */
async function reopenTables(trx: Db, municipalityId: string, cafeId: string): Promise<string[]> {
	const tables = tablesOf(trx, cafeId);
	const clustered = await trx
		.selectFrom('note')
		.select('id')
		.where('cafeTableId', 'in', tables)
		.where('clusterId', 'is not', null)
		.execute();
	for (const { id } of clustered) await unlink(trx, municipalityId, { kind: 'note', id }, 'cluster');
	await trx.deleteFrom('note').where('cafeTableId', 'in', tables).execute();
	await trx.deleteFrom('cluster').where('cafeTableId', 'in', tables).execute();
	const boards = await trx.selectFrom('cafeTable').select(['id', 'boardId']).where('cafeId', '=', cafeId).execute();
	await forgetTree(
		trx,
		boards.map(({ id }) => id)
	);
	for (const { boardId } of boards) await reopenBoard(trx, municipalityId, boardId);
	await trx
		.updateTable('cafeTable')
		.set({ frozenAt: null, frozenContent: null, frozenHash: null, damage: null, harvestedAt: null })
		.where('cafeId', '=', cafeId)
		.execute();
	return boards.map(({ boardId }) => boardId);
}

function tablesOf(trx: Db, cafeId: string) {
	return trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
}
