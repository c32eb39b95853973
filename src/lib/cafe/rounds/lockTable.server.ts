import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { areFrozen } from '../model.ts';

/**
 * Stops the writing at one table, or lets it go on; what is there stays to be read, and the next step of the café changes
 * nothing about it. Refuses `boardsClosed`, `alreadyLocked` and `notLocked`.
 */
export async function lockTable(
	db: Db,
	actor: Actor,
	cafeId: string,
	tableId: string,
	isLocked: boolean,
	now: Instant
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'boardsClosed' | 'alreadyLocked' | 'notLocked' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (areFrozen(found.cafe)) return { ok: false, reason: 'boardsClosed' };
		const table = await trx
			.selectFrom('cafeTable')
			.select('lockedAt')
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirst();
		if (!table) return { ok: false, reason: 'notFound' };
		if ((table.lockedAt !== null) === isLocked) return { ok: false, reason: isLocked ? 'alreadyLocked' : 'notLocked' };
		await trx
			.updateTable('cafeTable')
			.set({ lockedAt: isLocked ? now : null })
			.where('id', '=', tableId)
			.execute();
		return { ok: true };
	});
}
