import type { Db } from '#lib/db/open.server.ts';
import { seatingRound, type Cafe } from './model.ts';
import { qualityOf, type Quality } from './seating.ts';

export type CafeTableRow = {
	id: string;
	number: number;
	question: string;
	boardId: string;
	hostId: string | null;
	hostName: string | null;
	frozenAt: string | null;
	frozenHash: string | null;
	harvestedAt: string | null;
	/** Counted on the frozen board; 0 before. */
	notes: number;
	points: number;
};

export type CafeRoom = {
	cafe: Cafe;
	tables: CafeTableRow[];
	/** Checked in. */
	present: number;
	/** Checked in without a seat in this round (0 before anybody is seated). */
	unseated: number;
	/** Phones that have joined. */
	joined: number;
};

/** The café of a gathering with all its tables: the same number of queries however many there are. Undefined when it has none here. */
export async function cafeOf(db: Db, municipalityId: string, gatheringId: string): Promise<CafeRoom | undefined> {
	const cafe = await db
		.selectFrom('cafe')
		.selectAll()
		.where('gatheringId', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
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
			'harvestedAt'
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

/** The id of a gathering's café; undefined when it has none in this municipality. */
export async function cafeIdOf(db: Db, municipalityId: string, gatheringId: string): Promise<string | undefined> {
	const cafe = await db
		.selectFrom('cafe')
		.select('id')
		.where('gatheringId', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	return cafe?.id;
}

export type Sitting = {
	attendanceId: string;
	name: string;
	unit: { nameNn: string; nameNb: string; colour: number } | null;
	/** The number of the table they host. */
	hosts: number | null;
	/** Table numbers, round by round; null where they have no seat. */
	way: (number | null)[];
};

export type SeatingChart = {
	people: Sitting[];
	/** What the seating is worth; null before anybody is seated. */
	quality: Quality | null;
};

/** Everybody who is checked in, where they sit in each round, and how well that mixes them. */
export async function seatingChart(db: Db, municipalityId: string, gatheringId: string): Promise<SeatingChart> {
	const people = await db
		.selectFrom('attendance')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id', 'attendance.name', 'attendance.unitId', 'unit.nameNn', 'unit.nameNb', 'unit.colour'])
		.where('attendance.gatheringId', '=', gatheringId)
		.where('attendance.municipalityId', '=', municipalityId)
		.execute();
	const cafe = await db
		.selectFrom('cafe')
		.select(['id', 'rounds'])
		.where('gatheringId', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	const rounds = cafe?.rounds ?? 0;
	const tables = cafe
		? await db.selectFrom('cafeTable').select(['id', 'number', 'hostId']).where('cafeId', '=', cafe.id).orderBy('number').execute()
		: [];
	const seats = cafe
		? await db.selectFrom('seat').select(['attendanceId', 'round', 'cafeTableId']).where('cafeId', '=', cafe.id).execute()
		: [];
	const numberOf = new Map(tables.map(({ id, number }) => [id, number]));
	const ways = new Map(people.map(({ id }) => [id, Array.from({ length: rounds }, (): number | null => null)]));
	for (const seat of seats) {
		const way = ways.get(seat.attendanceId);
		if (way) way[seat.round - 1] = numberOf.get(seat.cafeTableId) ?? null;
	}
	const seating = Array.from({ length: rounds }, (_, at) =>
		tables.map(({ number }) => people.filter(({ id }) => ways.get(id)![at] === number).map(({ id }) => id))
	);
	const hosts = tables.flatMap(({ hostId }) => hostId ?? []);
	return {
		people: people.map(({ id, name, nameNn, nameNb, colour }) => ({
			attendanceId: id,
			name,
			unit: nameNn === null ? null : { nameNn, nameNb: nameNb!, colour: colour! },
			hosts: tables.find(({ hostId }) => hostId === id)?.number ?? null,
			way: ways.get(id)!
		})),
		quality:
			seats.length > 0
				? qualityOf(
						seating,
						people.map(({ id, unitId }) => ({ id, unitId })),
						new Set(hosts)
					)
				: null
	};
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
