import type { Db } from '#lib/db/open.server.ts';
import { rotation, seatingRound, maySignal, type Cafe } from '../model.ts';
import { arrivalMark } from './ownerMark.server.ts';
import type { AtTable } from './participants.server.ts';

/*
 * Who has come to the table where they sit in a round: told by their phone when it opens that table, and kept as a mark that only
 * the phone can make, without a time. The facilitator gets counts.
 */

export type Arrivals = { arrived: number; awaited: number };

/**
 * Notes that the phone with `secret` (as of `pseudonymOf`) has come to the table where it belongs now; nothing for hosts, for those
 * who sit elsewhere, and when no round is under way. Again changes nothing.
 */
export async function arrive(db: Db, at: AtTable, secret: string | null): Promise<void> {
	if (secret === null || !at.participant || at.role !== 'guest' || !at.sitsHere || !maySignal(at.cafe)) return;
	const { id: cafeTableId } = at.table;
	const round = seatingRound(at.cafe);
	const row = { cafeTableId, round, mark: arrivalMark(secret, cafeTableId, round) };
	const known = db.selectFrom('arrival').select('mark').where('cafeTableId', '=', cafeTableId).where('round', '=', round);
	// A table's page is loaded many times in a round: only the first one writes.
	if (await known.where('mark', '=', row.mark).executeTakeFirst()) return;
	await db
		.insertInto('arrival')
		.values({ ...row, municipalityId: at.cafe.municipalityId })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** How many of those who belong at each table of a café now have come, by table. Three statements. */
export async function arrivalsAt(
	db: Db,
	cafe: Pick<Cafe, 'id' | 'phase' | 'round'>,
	tables: readonly { id: string; hostId: string | null }[]
): Promise<Map<string, Arrivals>> {
	const round = seatingRound(cafe);
	const ids = tables.map(({ id }) => id);
	const phones = db
		.selectFrom('participant')
		.where('participant.cafeId', '=', cafe.id)
		.where('participant.leftAt', 'is', null)
		.where('participant.tokenHash', 'is not', null);
	const seated = await phones
		.innerJoin('seat', (on) => on.onRef('seat.attendanceId', '=', 'participant.attendanceId').on('seat.round', '=', round))
		.select(['seat.cafeTableId', 'seat.attendanceId'])
		.where('seat.cafeId', '=', cafe.id)
		.execute();
	const unlisted = await phones.select('startTableId').where('participant.attendanceId', 'is', null).execute();
	const come = await db
		.selectFrom('arrival')
		.select((eb) => ['cafeTableId', eb.fn.countAll<number>().as('count')])
		.where('round', '=', round)
		.where('cafeTableId', 'in', ids)
		.groupBy('cafeTableId')
		.execute();
	const routes = unlisted.map(({ startTableId }) => rotation(ids, startTableId, round));
	return new Map(
		tables.map(({ id, hostId }) => {
			const guests = seated.filter((seat) => seat.cafeTableId === id && seat.attendanceId !== hostId).length;
			const awaited = cafe.phase === 'setUp' ? 0 : guests + routes.filter((tableId) => tableId === id).length;
			const arrived = Number(come.find(({ cafeTableId }) => cafeTableId === id)?.count ?? 0);
			// Somebody who took another phone, or was moved to another table, has left a mark behind.
			return [id, { awaited, arrived: Math.min(arrived, awaited) }];
		})
	);
}
