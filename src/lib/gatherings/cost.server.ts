import type { Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireGathering } from './commands.server.ts';
import { mayPlan } from './model.ts';

/** Says what a gathering costs, in whole kroner; 0 says that it costs nothing. Also after the day. Refuses `notAllowed`, `notFound`. */
export async function setCost(
	db: Db,
	actor: Actor,
	gatheringId: string,
	said: { kroner: number; what: string },
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' }> {
	if (!mayPlan(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		await trx.updateTable('gathering').set({ costKroner: said.kroner, cost: said.what }).where('id', '=', gatheringId).execute();
		await record(trx, actor, 'setCost', { kind: 'gathering', id: gatheringId, detail: { kroner: said.kroner } }, now);
		return { ok: true };
	});
}
