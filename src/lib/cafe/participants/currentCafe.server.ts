import type { Db } from '#lib/db/open.server.ts';

/**
 * Where somebody who is signed in belongs just now: a café that is laid and not over, at a gathering where they are checked
 * in. `table`: the one they are host at; null when they join as the others do, by `joinToken`. Undefined when there is none.
 */
export async function placeNow(
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
