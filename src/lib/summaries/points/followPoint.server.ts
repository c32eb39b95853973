import type { Db } from '#lib/db/open.server.ts';

/** Plenary that spoke of a point which has become another speaks of that one. In the caller's transaction. */
export async function followPoint(trx: Db, gatheringId: string, from: readonly string[], to: string): Promise<void> {
	await trx.updateTable('plenary').set({ pointId: to }).where('gatheringId', '=', gatheringId).where('pointId', 'in', from).execute();
}
