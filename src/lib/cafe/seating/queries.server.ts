import type { Db } from '#lib/db/open.server.ts';
import type { Cafe } from '../model.ts';
import type { Seating, Sitter } from './solve.ts';

/** Everything a seating rests on. All lists in an order that does not depend on the database. */
export type SeatingFacts = {
	/** Checked in and still there. */
	sitters: Sitter[];
	tables: { id: string; number: number; hostId: string | null; places: number | null }[];
	/** Hosts and those with a pin. */
	pins: { sitterId: string; tableId: string }[];
	apart: (readonly [string, string])[];
	/** Who sat together at earlier gatherings, for how many rounds. */
	history: { a: string; b: string; times: number }[];
	/** Checked in, and not there (any more). */
	out: string[];
};

/** What is known of a café's people and tables: the same number of queries however many there are. */
export async function seatingFacts(db: Db, cafe: Pick<Cafe, 'id' | 'municipalityId' | 'gatheringId'>): Promise<SeatingFacts> {
	const { id: cafeId, gatheringId } = cafe;
	const people = await db
		.selectFrom('attendance')
		.select(['id', 'unitId', 'levelId'])
		.where('gatheringId', '=', gatheringId)
		.orderBy('id')
		.execute();
	const left = await db.selectFrom('seatLeft').select('attendanceId').where('cafeId', '=', cafeId).orderBy('attendanceId').execute();
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'hostId', 'places'])
		.where('cafeId', '=', cafeId)
		.orderBy('number')
		.execute();
	const pins = await db
		.selectFrom('seatPin')
		.select(['attendanceId as sitterId', 'cafeTableId as tableId'])
		.where('cafeId', '=', cafeId)
		.orderBy('attendanceId')
		.execute();
	const apart = await db
		.selectFrom('seatApart')
		.select(['attendanceId', 'otherId'])
		.where('cafeId', '=', cafeId)
		.orderBy('attendanceId')
		.orderBy('otherId')
		.execute();
	const out = left.map(({ attendanceId }) => attendanceId);
	const hosts = tables.flatMap(({ id, hostId }) => (hostId === null ? [] : [{ sitterId: hostId, tableId: id }]));
	return {
		sitters: people.filter(({ id }) => !out.includes(id)),
		tables,
		pins: [...pins.filter(({ sitterId }) => !hosts.some((host) => host.sitterId === sitterId)), ...hosts],
		apart: apart.map(({ attendanceId, otherId }) => [attendanceId, otherId] as const),
		history: await historyOf(db, cafe),
		out
	};
}

export function seatsOf(db: Db, cafeId: string) {
	return db.selectFrom('seat').select(['attendanceId', 'round', 'cafeTableId']).where('cafeId', '=', cafeId).execute();
}

/** Seats as a seating: table numbers and rounds from 0. */
export function seatingFrom(
	seats: readonly { attendanceId: string; round: number; cafeTableId: string }[],
	tables: readonly { id: string }[],
	rounds: number
): Seating {
	const indexOf = new Map(tables.map(({ id }, index) => [id, index]));
	const seating: Seating = Array.from({ length: rounds }, () => tables.map(() => []));
	for (const { attendanceId, round, cafeTableId } of seats) seating[round - 1]?.[indexOf.get(cafeTableId) ?? -1]?.push(attendanceId);
	return seating;
}

/** Who of those who are here met so long ago that their tables are forgotten (`retention.server.ts`). */
function metBefore(db: Db, gatheringId: string) {
	return db
		.selectFrom('met')
		.innerJoin('attendance as one', 'one.id', 'met.attendanceId')
		.innerJoin('attendance as other', 'other.id', 'met.otherId')
		.innerJoin('attendance as here', 'here.personId', 'one.personId')
		.innerJoin('attendance as too', 'too.personId', 'other.personId')
		.select(['here.id as a', 'too.id as b'])
		.where('here.gatheringId', '=', gatheringId)
		.where('too.gatheringId', '=', gatheringId)
		.whereRef('here.id', '!=', 'too.id')
		.execute();
}

/**
 * Who of those who are here sat together at earlier gatherings: rounds that were held count, and people who are known by more than a
 * name.
 */
async function historyOf(
	db: Db,
	{ gatheringId, municipalityId }: Pick<Cafe, 'gatheringId' | 'municipalityId'>
): Promise<SeatingFacts['history']> {
	const rows = await db
		.selectFrom('attendance as here')
		.innerJoin('attendance as then', 'then.personId', 'here.personId')
		.innerJoin('seat', 'seat.attendanceId', 'then.id')
		.innerJoin('cafe', 'cafe.id', 'seat.cafeId')
		.select(['here.id', 'seat.cafeTableId', 'seat.round'])
		.where('here.gatheringId', '=', gatheringId)
		.where('then.gatheringId', '!=', gatheringId)
		.where('then.municipalityId', '=', municipalityId)
		.whereRef('seat.round', '<=', 'cafe.round')
		.orderBy('here.id')
		.execute();
	const around = Map.groupBy(rows, ({ cafeTableId, round }) => `${cafeTableId} ${round}`);
	const times = new Map<string, { a: string; b: string; times: number }>();
	const meet = (a: string, b: string) => {
		const known = times.get(`${a} ${b}`);
		if (known) known.times++;
		else times.set(`${a} ${b}`, { a, b, times: 1 });
	};
	for (const people of around.values())
		for (const [at, { id: a }] of people.entries()) for (const { id: b } of people.slice(at + 1)) meet(a, b);
	for (const { a, b } of await metBefore(db, gatheringId))
		if (a < b) meet(a, b);
		else meet(b, a);
	return [...times.values()].sort((one, other) => (one.a === other.a ? (one.b < other.b ? -1 : 1) : one.a < other.a ? -1 : 1));
}
