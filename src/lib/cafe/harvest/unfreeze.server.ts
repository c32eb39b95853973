import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { unlink } from '#lib/lineage.server.ts';
import { reopenBoard } from '#lib/live/storage/boards.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { areFrozen, unfreezableUntil } from '../model.ts';

/**
 * Takes the closing of the boards back, as if it had not been: everybody writes on where they were, in the phase they were
 * in, with the time used up. Within ten minutes, and until the first table has picked a point.
 * Refuses `boardsOpen`, `tooLate`, `hasHarvested` and `alreadyClosed`.
 */
export async function reopenBoards(
	db: Db,
	live: Pick<LiveServer, 'unfreeze'>,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<
	{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'boardsOpen' | 'tooLate' | 'hasHarvested' | 'hasTyped' | 'alreadyClosed' }
> {
	const boards: string[] = [];
	const answer = await inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!areFrozen(cafe)) return { ok: false as const, reason: 'boardsOpen' as const };
		if (cafe.phase === 'closed') return { ok: false as const, reason: 'alreadyClosed' as const };
		const until = unfreezableUntil(cafe);
		if (until === null || now > until) return { ok: false as const, reason: 'tooLate' as const };
		const tables = trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
		const picked = await trx.selectFrom('harvestPoint').select('id').where('cafeTableId', 'in', tables).limit(1).executeTakeFirst();
		if (picked) return { ok: false as const, reason: 'hasHarvested' as const };
		// Typed in since the boards were closed, it stands on no board.
		const typed = await trx
			.selectFrom('enteredNote')
			.innerJoin('cafeTable', 'cafeTable.id', 'enteredNote.cafeTableId')
			.select('noteId')
			.where('cafeTable.cafeId', '=', cafeId)
			.whereRef('enteredNote.enteredAt', '>=', 'cafeTable.frozenAt')
			.limit(1)
			.executeTakeFirst();
		if (typed) return { ok: false as const, reason: 'hasTyped' as const };
		const clustered = await trx
			.selectFrom('note')
			.select('id')
			.where('cafeTableId', 'in', tables)
			.where('clusterId', 'is not', null)
			.execute();
		for (const { id } of clustered) await unlink(trx, actor.municipalityId, { kind: 'note', id }, 'cluster');
		await trx.deleteFrom('note').where('cafeTableId', 'in', tables).execute();
		await trx.deleteFrom('cluster').where('cafeTableId', 'in', tables).execute();
		for (const { boardId } of await trx.selectFrom('cafeTable').select('boardId').where('cafeId', '=', cafeId).execute()) {
			await reopenBoard(trx, actor.municipalityId, boardId);
			boards.push(boardId);
		}
		await trx
			.updateTable('cafeTable')
			.set({ frozenAt: null, frozenContent: null, frozenHash: null, harvestedAt: null })
			.where('cafeId', '=', cafeId)
			.execute();
		// Time is up, and can be made longer.
		await trx
			.updateTable('cafe')
			.set({ phase: cafe.closedFrom!, closedFrom: null, endsAt: now, phaseAt: now })
			.where('id', '=', cafeId)
			.execute();
		await record(trx, actor, 'cafe.reopenBoards', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const };
	});
	if (answer.ok) for (const boardId of boards) live.unfreeze(boardId);
	return answer;
}
