import type { Db } from '#lib/db/open.server.ts';
import { seatingRound, type Cafe } from './model.ts';

export type CafeTableRow = {
	id: string;
	number: number;
	question: string;
	boardId: string;
	hostId: string | null;
	hostName: string | null;
	frozenAt: string | null;
	frozenHash: string | null;
	/** What could not be read of its board when it was frozen. */
	damage: 'partly' | 'unread' | null;
	harvestedAt: string | null;
	lockedAt: string | null;
	/** How many it takes at most; null: no limit. */
	places: number | null;
	/** On the frozen board; 0 before. */
	notes: number;
	points: number;
};

export type CafeRoom = {
	cafe: Cafe;
	tables: CafeTableRow[];
	/** Checked in and not marked as absent. */
	present: number;
	/** Present without a seat in this round; 0 before anybody is seated. */
	unseated: number;
	/** Participants that have joined by phone. */
	joined: number;
};

/** A gathering's café with all its tables, in a fixed number of queries; undefined when it has none in this municipality. */
export async function cafeOf(db: Db, municipalityId: string, gatheringId: string): Promise<CafeRoom | undefined> {
	const cafe = await cafeRow(db, municipalityId, gatheringId);
	if (!cafe) return undefined;
	const tables = await db
		.selectFrom('cafeTable')
		.leftJoin('attendance', 'attendance.id', 'cafeTable.hostId')
		.select([
			'cafeTable.id',
			'number',
			'question',
			'boardId',
			'hostId',
			'attendance.name as hostName',
			'frozenAt',
			'frozenHash',
			'damage',
			'harvestedAt',
			'lockedAt',
			'places'
		])
		.where('cafeId', '=', cafe.id)
		.orderBy('number')
		.execute();
	const notes = await countByTable(db, 'note', cafe.id);
	const points = await countByTable(db, 'harvestPoint', cafe.id);
	const present = await db
		.selectFrom('attendance')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('gatheringId', '=', gatheringId)
		.where('id', 'not in', db.selectFrom('seatLeft').select('attendanceId').where('cafeId', '=', cafe.id))
		.executeTakeFirstOrThrow();
	const seated = await db
		.selectFrom('seat')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('cafeId', '=', cafe.id)
		.where('round', '=', seatingRound(cafe))
		.executeTakeFirstOrThrow();
	const joined = await db
		.selectFrom('participant')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('cafeId', '=', cafe.id)
		.where('leftAt', 'is', null)
		.executeTakeFirstOrThrow();
	return {
		cafe,
		tables: tables.map((table) => ({ ...table, notes: notes.get(table.id) ?? 0, points: points.get(table.id) ?? 0 })),
		present: Number(present.count),
		unseated: cafe.phase === 'setUp' ? 0 : Number(present.count) - Number(seated.count),
		joined: Number(joined.count)
	};
}

/** A gathering's café; undefined when it has none in this municipality. */
export function cafeRow(db: Db, municipalityId: string, gatheringId: string): Promise<Cafe | undefined> {
	return db
		.selectFrom('cafe')
		.selectAll()
		.where('gatheringId', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
}

/** The id of a gathering's café; undefined when it has none in this municipality. */
export async function cafeIdOf(db: Db, municipalityId: string, gatheringId: string): Promise<string | undefined> {
	return (await cafeRow(db, municipalityId, gatheringId))?.id;
}

/**
 * Who sat where, as a query: the seats of rounds that began. Everybody has a seat in every round from the start, and a short day has fewer
 * rounds; so whoever tells where somebody sat asks here, and not the table of seats.
 */
export function seatsHeld(db: Db) {
	return db.selectFrom('seat').innerJoin('cafe as seatedIn', 'seatedIn.id', 'seat.cafeId').whereRef('seat.round', '<=', 'seatedIn.round');
}

async function countByTable(db: Db, kind: 'note' | 'harvestPoint', cafeId: string): Promise<Map<string, number>> {
	const rows = await db
		.selectFrom(kind)
		.select((eb) => ['cafeTableId', eb.fn.countAll<number>().as('count')])
		.where('cafeTableId', 'in', db.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId))
		.groupBy('cafeTableId')
		.execute();
	return new Map(rows.map(({ cafeTableId, count }) => [cafeTableId, Number(count)]));
}

/**
 * The ids of the cafés that were held before `day`, as a query. Of some days in the past only the month is known: then it counts since
 * when the café was there.
 */
export function cafesHeldBefore(db: Db, municipalityId: string, day: string) {
	return db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select('cafe.id')
		.where('cafe.municipalityId', '=', municipalityId)
		.where((where) =>
			where.or([where('gathering.date', '<', day), where.and([where('gathering.date', 'is', null), where('cafe.createdAt', '<', day)])])
		);
}
