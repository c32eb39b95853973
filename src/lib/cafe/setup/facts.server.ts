import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayConfigure } from '../model.ts';
import { requireCafe } from './create.server.ts';

/** Ids of what stands beside a table's question; null: nothing of that kind. `earlierTableId`: a table of an earlier café. */
export type TableFacts = { indicatorId: string | null; findingId: string | null; earlierTableId: string | null };

/** A table of an earlier café that has brought points, to choose from. */
export type EarlierTable = { id: string; question: string; gatheringId: string; theme: string; month: string | null } & Omit<
	TableFacts,
	'earlierTableId'
>;

/** What stands beside the question of each table of a café, by table. One query. */
export async function factsAt(db: Db, cafeId: string): Promise<Map<string, TableFacts & { question: string }>> {
	const rows = await db
		.selectFrom('cafeTable')
		.select(['id', 'question', 'indicatorId', 'findingId', 'earlierTableId'])
		.where('cafeId', '=', cafeId)
		.orderBy('number')
		.execute();
	return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/**
 * The tables of cafés of other gatherings that were over before `now` and have brought points, newest gathering first; of several of one
 * café with the same question the first. One query.
 */
export async function earlierTables(db: Db, municipalityId: string, gatheringId: string, now: Instant): Promise<EarlierTable[]> {
	const rows = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select([
			...(['cafeTable.id', 'cafeTable.question', 'cafeTable.indicatorId', 'cafeTable.findingId'] as const),
			...(['gathering.id as gatheringId', 'gathering.theme', 'gathering.month'] as const)
		])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '!=', gatheringId)
		.where('cafe.closedAt', '<=', now)
		.where('cafeTable.id', 'in', db.selectFrom('harvestPoint').select('cafeTableId'))
		.orderBy('cafe.closedAt', 'desc')
		.orderBy('cafe.id')
		.orderBy('cafeTable.number')
		.execute();
	return rows.filter(
		(row, at) => rows.findIndex(({ gatheringId: of, question }) => of === row.gatheringId && question === row.question) === at
	);
}

/**
 * Sets what stands beside the questions of these tables, by table; other tables keep what they have. That the things are there, and this
 * municipality's, is for the caller to see to. Refuses `notAllowed`, `notFound`, `closed` (the rounds have begun) and `conflictTable` (one
 * is gone; then nothing is set).
 */
export async function putFacts(db: Db, actor: Actor, cafeId: string, facts: ReadonlyMap<string, TableFacts>) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return refuse('closed');
		const here = await factsAt(trx, cafeId);
		if ([...facts.keys()].some((tableId) => !here.has(tableId))) return refuse('conflictTable');
		for (const [tableId, { indicatorId, findingId, earlierTableId }] of facts)
			await trx.updateTable('cafeTable').set({ indicatorId, findingId, earlierTableId }).where('id', '=', tableId).execute();
		return { ok: true as const };
	});
}
