import type { Db } from '#lib/db/open.server.ts';

/** All versions of a gathering's summary, newest first, with the epoch of the room in which each is (was) written. */
export async function versions(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('summary')
		.leftJoin('board', 'board.id', 'summary.boardId')
		.selectAll('summary')
		.select((select) => select.fn.coalesce('board.epoch', select.lit(0)).as('epoch'))
		.where('summary.municipalityId', '=', municipalityId)
		.where('summary.gatheringId', '=', gatheringId)
		.orderBy('summary.version', 'desc')
		.execute();
}
