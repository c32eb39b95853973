import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { areFrozen } from '../model.ts';

type Lock = { tableId: string; isLocked: boolean };

/**
 * Makes one table read-only, or writable again; a change of phase does not change it. Refuses `notAllowed`, `notFound`,
 * `closedBoards`, `conflictTable` (it is gone), `duplicateLock` (it is locked) and `missingLock` (it is not).
 */
export async function lockTable(db: Db, actor: Actor, cafeId: string, { tableId, isLocked }: Lock, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (areFrozen(found.cafe)) return refuse('closedBoards');
		const table = await trx
			.selectFrom('cafeTable')
			.select('lockedAt')
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirst();
		if (!table) return refuse('conflictTable');
		if ((table.lockedAt !== null) === isLocked) return isLocked ? refuse('duplicateLock') : refuse('missingLock');
		await trx
			.updateTable('cafeTable')
			.set({ lockedAt: isLocked ? now : null })
			.where('id', '=', tableId)
			.execute();
		return { ok: true as const };
	});
}
