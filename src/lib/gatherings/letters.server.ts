import type { Db } from '#lib/db/open.server.ts';

/** Which gathering each of these documents of letters is about: itself, or what one of its speakers was asked. Two queries. */
export async function gatheringsOf(db: Db, municipalityId: string, documentIds: readonly string[]): Promise<Map<string, string>> {
	if (documentIds.length === 0) return new Map();
	const own = await db
		.selectFrom('gathering')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('id', 'in', documentIds)
		.execute();
	const asked = await db
		.selectFrom('speakerRequest')
		.select(['id', 'gatheringId'])
		.where('municipalityId', '=', municipalityId)
		.where('id', 'in', documentIds)
		.execute();
	return new Map([...own.map(({ id }) => [id, id] as const), ...asked.map(({ id, gatheringId }) => [id, gatheringId] as const)]);
}
