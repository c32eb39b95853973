import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayConfigure } from '../model.ts';
import { requireCafe } from './create.server.ts';
import { maxElements, type TableElement } from './planElements.ts';

/** The elements of the plan on a table, in the order of the plan. One query. */
export async function elementsOn(db: Db, tableId: string): Promise<TableElement[]> {
	return elements(db).where('cafeTableId', '=', tableId).execute();
}

/** The elements on all tables of a café, by table. One query. */
export async function elementsAt(db: Db, cafeId: string): Promise<Map<string, TableElement[]>> {
	const tables = db.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
	const rows = await elements(db).select('cafeTableId').where('cafeTableId', 'in', tables).execute();
	return Map.groupBy(rows, ({ cafeTableId }) => cafeTableId);
}

/** The id of the topmost element on each table of a café. */
export async function topElements(db: Db, cafeId: string): Promise<Record<string, string>> {
	return Object.fromEntries([...(await elementsAt(db, cafeId))].map(([tableId, [top]]) => [tableId, top!.elementId]));
}

function elements(db: Db) {
	return db
		.selectFrom('tableElement')
		.select(['elementId', 'kind', 'number', 'textNn as nn', 'textNb as nb', 'versionId', 'versionNumber'])
		.orderBy('position');
}

/**
 * Puts a part of the plan on a table as it reads now, replacing what was there; [] removes it. The text stays as it is even when
 * the plan changes. Refuses `notAllowed`, `notFound`, `closed` (the rounds have begun), `conflictTable` (it is gone) and
 * `limitElements`.
 */
export async function putPlanOnTable(db: Db, actor: Actor, cafeId: string, tableId: string, part: readonly TableElement[]) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return refuse('closed');
		if (part.length > maxElements) return refuse('limitElements');
		const table = await trx.selectFrom('cafeTable').select('id').where('id', '=', tableId).where('cafeId', '=', cafeId).executeTakeFirst();
		if (!table) return refuse('conflictTable');
		await trx.deleteFrom('tableElement').where('cafeTableId', '=', tableId).execute();
		const { municipalityId } = actor;
		const rows = part.map(({ nn, nb, ...element }, position) => ({
			...element,
			cafeTableId: tableId,
			municipalityId,
			position,
			textNn: nn,
			textNb: nb
		}));
		if (rows.length > 0) await trx.insertInto('tableElement').values(rows).execute();
		return { ok: true as const };
	});
}
