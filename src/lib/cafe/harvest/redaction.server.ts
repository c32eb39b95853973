import type { Db } from '#lib/db/open.server.ts';
import { masked } from '#lib/pii/detect.ts';

/** A text from a table; `table` is its number. */
export type TableText = { kind: 'note' | 'cluster' | 'harvestPoint'; id: string; table: number; text: string };

/** All texts from the tables of a gathering, table by table: notes, names of clusters, points. */
export async function textsOf(db: Db, municipalityId: string, gatheringId: string): Promise<TableText[]> {
	const tables = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.id', 'cafeTable.number'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.execute();
	if (tables.length === 0) return [];
	const ids = tables.map(({ id }) => id);
	const numberOf = new Map(tables.map(({ id, number }) => [id, number]));
	const notes = await db.selectFrom('note').select(['id', 'cafeTableId', 'text']).where('cafeTableId', 'in', ids).execute();
	const clusters = await db.selectFrom('cluster').select(['id', 'cafeTableId', 'title as text']).where('cafeTableId', 'in', ids).execute();
	const points = await db.selectFrom('harvestPoint').select(['id', 'cafeTableId', 'text']).where('cafeTableId', 'in', ids).execute();
	const texts = (kind: TableText['kind'], rows: typeof notes): TableText[] =>
		rows.map(({ id, cafeTableId, text }) => ({ kind, id, table: numberOf.get(cafeTableId)!, text }));
	return [...texts('note', notes), ...texts('cluster', clusters), ...texts('harvestPoint', points)].sort((a, b) => a.table - b.table);
}

/**
 * Masks what points at one person in a text of a closed table, for good and for all readers. The frozen content keeps its
 * hash and is shown with the row's text. In the caller's transaction.
 */
export async function maskText(
	trx: Db,
	municipalityId: string,
	{ kind, id, text }: Pick<TableText, 'kind' | 'id' | 'text'>
): Promise<void> {
	const own = { id, municipalityId };
	if (kind === 'cluster')
		await trx
			.updateTable('cluster')
			.set({ title: masked(text) })
			.where((where) => where.and(own))
			.execute();
	else
		await trx
			.updateTable(kind)
			.set({ text: masked(text) })
			.where((where) => where.and(own))
			.execute();
}
