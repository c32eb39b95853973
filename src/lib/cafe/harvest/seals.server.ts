import type { Db } from '#lib/db/open.server.ts';
import type { Seal } from '#lib/people/seal.ts';
import { sealOf } from '#lib/people/seal.server.ts';
import { provenBoards, treeFault } from './boardTree.server.ts';
import { tableOfBoard } from '../board/tableOfBoard.server.ts';

/** Whether each frozen table of a café still says what it was frozen as, by the table's id. */
export async function sealsOfTables(db: Db, cafeId: string): Promise<Map<string, Seal>> {
	const tables = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.id', 'cafe.municipalityId', 'frozenContent as content', 'frozenHash as hash', 'frozenAt as since'])
		.where('cafeId', '=', cafeId)
		.orderBy('number')
		.execute();
	const seals = new Map<string, Seal>();
	for (const { id, municipalityId, content, hash, since } of tables)
		if (content !== null && hash !== null && since !== null)
			seals.set(id, await sealOf(db, municipalityId, { kind: 'cafeTable', id }, { content, hash, since }));
	return seals;
}

/** The same of every café there is, for who runs the server. */
export async function checkTables(db: Db): Promise<{ name: string; state: Seal['state'] }[]> {
	const found = [];
	for (const { id } of await db.selectFrom('cafe').select('id').execute()) {
		for (const [tableId, { state }] of await sealsOfTables(db, id)) {
			const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('id', '=', tableId).executeTakeFirstOrThrow();
			found.push({ name: (await tableOfBoard(db, boardId)) ?? `table ${tableId}`, state });
		}
	}
	return found;
}

/** What is wrong with the trees of a municipality's frozen boards, in sentences. */
export async function boardFaults(db: Db, municipalityId: string): Promise<string[]> {
	const tables = await db
		.selectFrom('cafeTable')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('frozenContent', 'is not', null)
		.execute();
	const boards = await provenBoards(
		db,
		municipalityId,
		tables.map(({ id }) => id)
	);
	return [...boards].flatMap(([id, board]) => {
		const fault = treeFault(board);
		return fault ? [`the board of table ${id} ${fault}`] : [];
	});
}
