import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { addedBy, addedByMaking } from './planningTime.ts';

/**
 * Counts a planning step on a gathering, in the transaction of the command that is one: making it, changing day, place or programme,
 * asking speakers, inviting. Steps less than five minutes apart count the time between them, any other half a minute; what two
 * planners do at once is counted once. Only the sum and the time of the last step are kept, never who took it.
 */
export async function recordPlanningTime(
	trx: Db,
	municipalityId: string,
	gatheringId: string,
	now: Instant,
	askedAt?: Instant | null
): Promise<void> {
	const before = await trx
		.selectFrom('gathering')
		.select(['planningSeconds', 'planningAt'])
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', gatheringId)
		.executeTakeFirst();
	if (!before) return;
	const added = askedAt === undefined ? addedBy(before.planningAt, now) : addedByMaking(askedAt, now);
	await trx
		.updateTable('gathering')
		.set({ planningSeconds: (before.planningSeconds ?? 0) + added, planningAt: now })
		.where('id', '=', gatheringId)
		.execute();
}

/** Seconds of planning of a gathering and of the one of its series before it that was measured; null where none was. */
export async function planningTimeOf(db: Db, municipalityId: string, gatheringId: string) {
	const rows = await db
		.selectFrom('gathering as own')
		.innerJoin('gathering as other', 'other.seriesId', 'own.seriesId')
		.select(['other.id', 'other.date', 'other.year', 'other.planningSeconds', 'own.date as ownDate'])
		.where('own.municipalityId', '=', municipalityId)
		.where('own.id', '=', gatheringId)
		.where('other.planningSeconds', 'is not', null)
		.where('other.state', '!=', 'cancelled')
		.execute();
	const own = rows.find((row) => row.id === gatheringId);
	const before = rows
		.filter((row) => row.id !== gatheringId && row.date !== null && row.ownDate !== null && row.date < row.ownDate)
		.toSorted((a, b) => b.date!.localeCompare(a.date!))[0];
	return {
		seconds: own?.planningSeconds ?? null,
		before: before ? { seconds: before.planningSeconds!, year: before.year } : null
	};
}
