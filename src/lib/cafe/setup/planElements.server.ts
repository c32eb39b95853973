import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { requireCafe, type NotFoundOrForbidden } from './create.server.ts';
import { mayConfigure } from '../model.ts';
import type { Actor } from '#lib/people/model.ts';
import { maxElements, type TableElement } from './planElements.ts';

/** What of the plan lies on a table, in the order of the plan; [] where nothing does. One query. */
export async function elementsOn(db: Db, tableId: string): Promise<TableElement[]> {
	return elements(db).where('cafeTableId', '=', tableId).execute();
}

/** The same of all tables of a café. One query. */
export async function elementsAt(db: Db, cafeId: string): Promise<Map<string, TableElement[]>> {
	const tables = db.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
	const rows = await elements(db).select('cafeTableId').where('cafeTableId', 'in', tables).execute();
	return Map.groupBy(rows, ({ cafeTableId }) => cafeTableId);
}

function elements(db: Db) {
	return db
		.selectFrom('tableElement')
		.select(['elementId', 'kind', 'number', 'textNn as nn', 'textNb as nb', 'versionId', 'versionNumber'])
		.orderBy('position');
}

/**
 * Lays a part of the plan on a table as it reads now, in place of what lay there; nothing takes it away. The words stay as they are,
 * whatever becomes of the plan. Refuses `notAllowed`, `notFound`, `hasBegun` and `tooMuch`.
 */
export async function layPlan(
	db: Db,
	actor: Actor,
	cafeId: string,
	tableId: string,
	laid: readonly TableElement[]
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'hasBegun' | 'tooMuch' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return { ok: false, reason: 'hasBegun' };
		if (laid.length > maxElements) return { ok: false, reason: 'tooMuch' };
		const table = await trx.selectFrom('cafeTable').select('id').where('id', '=', tableId).where('cafeId', '=', cafeId).executeTakeFirst();
		if (!table) return { ok: false, reason: 'notFound' };
		await trx.deleteFrom('tableElement').where('cafeTableId', '=', tableId).execute();
		const { municipalityId } = actor;
		const rows = laid.map(({ nn, nb, ...element }, position) => ({
			...element,
			cafeTableId: tableId,
			municipalityId,
			position,
			textNn: nn,
			textNb: nb
		}));
		if (rows.length > 0) await trx.insertInto('tableElement').values(rows).execute();
		return { ok: true };
	});
}
