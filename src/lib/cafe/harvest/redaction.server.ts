import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { recordRedaction } from '#lib/people/seal.server.ts';
import { redactWords } from '#lib/pii/redactedWords.server.ts';
import { redactedJson, type Redaction } from '#lib/pii/redaction.ts';
import { forgetSalts } from './boardTree.server.ts';
import type { FrozenContent } from './storeBoard.server.ts';
import { cafeWords } from '../words.ts';

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
 * Takes words out of everything that was written at the tables of a municipality, or of a gathering, for good and for all readers. A
 * table that was frozen keeps the hash of what it was frozen as, and the audit trail says who took what kind of words out of it and
 * the hash of what is left (`sealOf`). The boards themselves are `boardsToRedact`. In the caller's transaction.
 */
export async function redactTables(
	trx: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'name'>,
	redaction: Redaction,
	now: Instant,
	gatheringId?: string
) {
	const { municipalityId } = actor;
	const tables = await trx
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.id', 'cafeTable.frozenContent'])
		.where('cafe.municipalityId', '=', municipalityId)
		.$if(gatheringId !== undefined, (query) => query.where('cafe.gatheringId', '=', gatheringId!))
		.execute();
	for (const { id, frozenContent } of tables) {
		if (frozenContent === null) continue;
		const read = JSON.parse(frozenContent) as FrozenContent;
		const left = redactedJson(read, redaction) as FrozenContent;
		const content = canonicalJson(left);
		if (content === canonicalJson(read)) continue;
		await forgetSalts(trx, id, read, left);
		await trx.updateTable('cafeTable').set({ frozenContent: content }).where('id', '=', id).execute();
		await recordRedaction(trx, actor, { kind: 'cafeTable', id }, redaction, contentHash(content), now);
	}
	const ofTables = cafeWords.filter(({ table }) => table !== 'cafe' && table !== 'cafeTable');
	if (gatheringId === undefined) await redactWords(trx, municipalityId, cafeWords, redaction);
	else await redactWords(trx, municipalityId, ofTables, redaction, { column: 'cafeTableId', values: tables.map(({ id }) => id) });
}

/** The boards of a gathering's tables, and the private ones. */
export async function boardsOfTables(db: Db, municipalityId: string, gatheringId: string): Promise<string[]> {
	const cafe = db.selectFrom('cafe').select('id').where('municipalityId', '=', municipalityId).where('gatheringId', '=', gatheringId);
	const tables = await db.selectFrom('cafeTable').select(['id', 'boardId']).where('cafeId', 'in', cafe).execute();
	const ids = tables.map(({ id }) => id);
	const own = ids.length === 0 ? [] : await db.selectFrom('sheet').select('boardId').where('cafeTableId', 'in', ids).execute();
	return [...tables, ...own].map(({ boardId }) => boardId);
}
