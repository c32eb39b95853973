import type { Db } from '#lib/db/open.server.ts';
import type { Seal } from '#lib/people/seal.ts';
import { sealOf } from '#lib/people/seal.server.ts';

type Published = { id: string; municipalityId: string; content: string | null; contentHash: string | null; publishedAt: string | null };

/** Whether a published summary still says what it was published as; a draft has no hash yet. */
export async function sealOfSummary(
	db: Db,
	{ id, municipalityId, content, contentHash: hash, publishedAt: since }: Published
): Promise<Seal> {
	if (content === null || hash === null || since === null) return { state: 'whole' };
	return sealOf(db, municipalityId, { kind: 'summary', id }, { content, hash, since });
}

/** The same of all that were published, for who runs the server. */
export async function checkSummaries(db: Db): Promise<{ name: string; state: Seal['state'] }[]> {
	const published = await db.selectFrom('summary').selectAll().where('publishedAt', 'is not', null).execute();
	const found = [];
	for (const one of published)
		found.push({ name: `version ${one.version} of summary ${one.id}`, state: (await sealOfSummary(db, one)).state });
	return found;
}

/** The hashes of a municipality's published summaries, to be compared with its log. */
export function publishedHashes(db: Db, municipalityId: string): Promise<{ id: string; hash: string | null }[]> {
	return db
		.selectFrom('summary')
		.select(['id', 'contentHash as hash'])
		.where('municipalityId', '=', municipalityId)
		.where('publishedAt', 'is not', null)
		.execute();
}
