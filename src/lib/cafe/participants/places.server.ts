import type { Db } from '#lib/db/open.server.ts';
import { nameOrder } from '#lib/text/names.ts';
import { rotation, seatingRound, type Cafe } from '../model.ts';

/** Where somebody finds their place: a name and the number of the table. */
export type Place = { name: string; table: number };

/**
 * Who sits where in the round whose seats apply now, in the order of their names: those on the list, latecomers among them, and guests
 * who came in without being on it. Two queries.
 */
export async function placesIn(db: Db, cafe: Pick<Cafe, 'id' | 'phase' | 'round'>): Promise<Place[]> {
	const round = seatingRound(cafe);
	const tables = await db.selectFrom('cafeTable').select(['id', 'number']).where('cafeId', '=', cafe.id).orderBy('number').execute();
	const numberOf = new Map(tables.map(({ id, number }) => [id, number]));
	const seated = await db
		.selectFrom('seat')
		.innerJoin('attendance', 'attendance.id', 'seat.attendanceId')
		.select(['attendance.name', 'seat.cafeTableId as tableId'])
		.where('seat.cafeId', '=', cafe.id)
		.where('seat.round', '=', round)
		.execute();
	const guests = await db
		.selectFrom('participant')
		.select(['name', 'startTableId'])
		.where('cafeId', '=', cafe.id)
		.where('attendanceId', 'is', null)
		.where('startTableId', 'is not', null)
		.where('leftAt', 'is', null)
		.where('name', '!=', '')
		.execute();
	const ids = tables.map(({ id }) => id);
	const walkedIn = guests.map(({ name, startTableId }) => ({ name, tableId: rotation(ids, startTableId, round) }));
	return [...seated, ...walkedIn]
		.flatMap(({ name, tableId }) => {
			const table = tableId === null ? undefined : numberOf.get(tableId);
			return table === undefined ? [] : [{ name, table }];
		})
		.sort((a, b) => nameOrder(a.name, b.name) || a.table - b.table);
}
