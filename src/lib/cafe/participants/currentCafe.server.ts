import type { Db } from '#lib/db/open.server.ts';

/**
 * The café that is under way where a signed-in person is checked in; undefined when there is none. `table` is the one they
 * host; null when they join as the others do, by `joinToken`.
 */
export async function currentCafe(
	db: Db,
	municipalityId: string,
	personId: string
): Promise<{ joinToken: string; table: { id: string; number: number } | null } | undefined> {
	const row = await db
		.selectFrom('cafe')
		.innerJoin('attendance', 'attendance.gatheringId', 'cafe.gatheringId')
		.leftJoin('cafeTable', (join) => join.onRef('cafeTable.cafeId', '=', 'cafe.id').onRef('cafeTable.hostId', '=', 'attendance.id'))
		.select(['cafe.joinToken', 'cafeTable.id', 'cafeTable.number'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.phase', 'in', ['seated', 'round', 'changeover', 'vote', 'harvest'])
		.where('attendance.personId', '=', personId)
		.orderBy('cafe.phaseAt', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!row) return undefined;
	return { joinToken: row.joinToken, table: row.id === null ? null : { id: row.id, number: row.number! } };
}
