import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { mayFacilitate, type Actor } from '#lib/people/model.ts';
import { isOver, lastDayOf, phoneHash } from './phone.server.ts';

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

/** Where somebody is needed on the day of a gathering: at the table they host, at the café they run, or with the table's code. */
export type DayPlace = { at: 'table'; tableId: string } | { at: 'cafe'; gatheringId: string } | { at: 'code'; joinToken: string };

/**
 * Where a signed-in person is needed today; undefined when there is no café today, or it is over, or it is not theirs. Whoever hosts a
 * table is needed there, also when they may run the day.
 */
export async function dayPlace(db: Db, actor: Pick<Actor, 'id' | 'municipalityId' | 'roles'>, now: Instant): Promise<DayPlace | undefined> {
	const place = await currentCafe(db, actor.municipalityId, actor.id);
	if (place?.table) return { at: 'table', tableId: place.table.id };
	const runs = mayFacilitate(actor) ? await cafeToday(db, actor.municipalityId, civilDate(now)) : undefined;
	if (runs) return { at: 'cafe', gatheringId: runs };
	return place && { at: 'code', joinToken: place.joinToken };
}

/** The same of a guest's phone: the way to its table, which is there until the day is over. */
export async function phonePlace(db: Db, guestToken: string, now: Instant): Promise<DayPlace | undefined> {
	const row = await db
		.selectFrom('participant')
		.innerJoin('cafe', 'cafe.id', 'participant.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['cafe.joinToken', 'gathering.date', 'cafe.createdAt'])
		.where('participant.tokenHash', '=', phoneHash(guestToken))
		.where('participant.leftAt', 'is', null)
		.executeTakeFirst();
	return row && !isOver(lastDayOf(row), now) ? { at: 'code', joinToken: row.joinToken } : undefined;
}

/** The gathering of today whose café is not over; of several, the one where something happened last. */
async function cafeToday(db: Db, municipalityId: string, today: CivilDate): Promise<string | undefined> {
	const row = await db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select('gathering.id')
		.where('cafe.municipalityId', '=', municipalityId)
		.where('gathering.date', '=', today)
		.where('gathering.cancelledAt', 'is', null)
		.where('cafe.phase', '<>', 'closed')
		.orderBy('cafe.phaseAt', 'desc')
		.executeTakeFirst();
	return row?.id;
}
