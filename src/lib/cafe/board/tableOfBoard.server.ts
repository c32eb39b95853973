import type { Db } from '#lib/db/open.server.ts';

/** The table and the day of a board, for who runs the server to say to the leader; undefined when the board is no table's. */
export async function tableOfBoard(db: Db, boardId: string): Promise<string | undefined> {
	const table = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['cafeTable.number', 'gathering.date'])
		.where('cafeTable.boardId', '=', boardId)
		.executeTakeFirst();
	return table && `table ${table.number} on ${table.date} (board ${boardId})`;
}
