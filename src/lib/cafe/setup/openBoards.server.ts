import type { Db } from '#lib/db/open.server.ts';

/** The boards of tables that are not frozen yet, with the gathering they are of: those that somebody may still have to read. */
export async function openBoards(db: Db, municipalityId: string): Promise<{ boardId: string; number: number; theme: string }[]> {
	return db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['cafeTable.boardId', 'cafeTable.number', 'gathering.theme'])
		.where('cafeTable.municipalityId', '=', municipalityId)
		.where('cafeTable.frozenAt', 'is', null)
		.orderBy('cafeTable.number')
		.execute();
}
