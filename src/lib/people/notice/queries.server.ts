import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';

/**
 * What a municipality tells everybody of itself; '' (and `updatedAt` null) for what it has not said yet. Undefined for no such
 * municipality.
 */
export async function noticeOf(db: Db, municipalityId: string) {
	const municipality = await db
		.selectFrom('municipality')
		.select(['id', 'name', 'locale'])
		.where('id', '=', municipalityId)
		.executeTakeFirst();
	if (!municipality) return undefined;
	const said = await db.selectFrom('publicNotice').selectAll().where('municipalityId', '=', municipalityId).executeTakeFirst();
	const nothing = {
		statementUrl: '',
		accessibilityEmail: '',
		privacyEmail: '',
		officerName: '',
		officerEmail: '',
		processor: '',
		legalBasis: ''
	};
	return { ...municipality, ...(said ?? { ...nothing, updatedAt: null }) };
}

/** Ids and names of the municipalities of this installation. */
export async function municipalities(db: Db): Promise<{ id: string; name: string }[]> {
	const all = await db.selectFrom('municipality').select(['id', 'name']).orderBy('id').execute();
	return inNameOrder(all, ({ name }) => name);
}
