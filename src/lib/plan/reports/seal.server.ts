import type { Db } from '#lib/db/open.server.ts';
import type { Seal } from '#lib/people/seal.ts';
import { sealOf } from '#lib/people/seal.server.ts';
import type { Report } from './writtenQueries.server.ts';

/** Whether a submitted report still says what it was submitted as; a draft has no hash yet. */
export async function sealOfReport(
	db: Db,
	municipalityId: string,
	{ id, content, contentHash: hash, submittedAt: since }: Pick<Report, 'id' | 'content' | 'contentHash' | 'submittedAt'>
): Promise<Seal> {
	if (content === null || hash === null || since === null) return { state: 'whole' };
	return sealOf(db, municipalityId, { kind: 'report', id }, { content, hash, since });
}

/** The same of all that were submitted, for who runs the server. */
export async function checkReports(db: Db): Promise<{ name: string; state: Seal['state'] }[]> {
	const rows = await db
		.selectFrom('report')
		.select(['id', 'municipalityId', 'content', 'contentHash', 'submittedAt'])
		.where('submittedAt', 'is not', null)
		.execute();
	const found = [];
	for (const row of rows) found.push({ name: `report ${row.id}`, state: (await sealOfReport(db, row.municipalityId, row)).state });
	return found;
}

/** The hashes of a municipality's submitted reports, to be compared with its log. */
export function submittedHashes(db: Db, municipalityId: string): Promise<{ id: string; hash: string | null }[]> {
	return db
		.selectFrom('report')
		.select(['id', 'contentHash as hash'])
		.where('municipalityId', '=', municipalityId)
		.where('submittedAt', 'is not', null)
		.execute();
}
