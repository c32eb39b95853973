import type { Db } from '#lib/db/open.server.ts';
import { masked } from '#lib/pii/detect.ts';

/** A text that was said at a table. `table` is its number. */
export type Said = { kind: 'note' | 'cluster' | 'harvestPoint'; id: string; table: number; text: string };

/** Everything the tables of a gathering left behind in words, table by table: notes, names of clusters, points. */
export async function saidAt(db: Db, municipalityId: string, gatheringId: string): Promise<Said[]> {
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
	const said = (kind: Said['kind'], rows: typeof notes): Said[] =>
		rows.map(({ id, cafeTableId, text }) => ({ kind, id, table: numberOf.get(cafeTableId)!, text }));
	return [...said('note', notes), ...said('cluster', clusters), ...said('harvestPoint', points)].sort((a, b) => a.table - b.table);
}

/**
 * Hides what points at one person in a text of a closed table, for good and for all who read it. The frozen content keeps its
 * hash and is shown with the row's text. In the caller's transaction.
 */
export async function hideSaid(trx: Db, municipalityId: string, { kind, id, text }: Pick<Said, 'kind' | 'id' | 'text'>): Promise<void> {
	if (kind === 'cluster') {
		await trx
			.updateTable('cluster')
			.set({ title: masked(text) })
			.where('id', '=', id)
			.where('municipalityId', '=', municipalityId)
			.execute();
		return;
	}
	await trx
		.updateTable(kind)
		.set({ text: masked(text) })
		.where('id', '=', id)
		.where('municipalityId', '=', municipalityId)
		.execute();
}
