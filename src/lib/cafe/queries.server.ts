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
	/** Where it stands in the hall. */
	location: string | null;
	/** On the frozen board; 0 before. */
	notes: number;
	points: number;
};

export type CafeRoom = {
	cafe: Cafe;
	tables: CafeTableRow[];
	/** Checked in and not marked as absent. */
	present: number;
	/** Everybody who is here: those, and who came in by the code and is not on the list. */
	here: number;
	/** Present without a seat in this round; 0 before anybody is seated. */
	unseated: number;
	/** Those of them who have joined by phone or account. */
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
			'places',
			'location'
		])
		.where('cafeId', '=', cafe.id)
		.orderBy('number')
		.execute();
	const notes = await countByTable(db, 'note', cafe.id);
	const points = await countByTable(db, 'harvestPoint', cafe.id);
	const seated = await db
		.selectFrom('seat')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('cafeId', '=', cafe.id)
		.where('round', '=', seatingRound(cafe))
		.executeTakeFirstOrThrow();
	const { present, here, joined } = await countHere(db, cafe);
	return {
		cafe,
		tables: tables.map((table) => ({ ...table, notes: notes.get(table.id) ?? 0, points: points.get(table.id) ?? 0 })),
		...{ present, here, joined },
		unseated: cafe.phase === 'setUp' ? 0 : present - Number(seated.count)
	};
}

/**
 * How many are at a café: the one place where they are counted. `present` are checked in and not marked as absent, `unlisted` came in by
 * the code and are not on the list, `here` are both. `joined` of those who are here have a phone or an account in.
 */
export async function countHere(db: Db, cafe: Pick<Cafe, 'id' | 'gatheringId'>) {
	const joined = () => db.selectFrom('participant').where('cafeId', '=', cafe.id).where('leftAt', 'is', null);
	const counts = await db
		.selectNoFrom((eb) => [
			eb
				.selectFrom('attendance')
				.select((count) => count.fn.countAll<number>().as('count'))
				.where('gatheringId', '=', cafe.gatheringId)
				.where('id', 'not in', db.selectFrom('seatLeft').select('attendanceId').where('cafeId', '=', cafe.id))
				.as('present'),
			joined()
				.select((count) => count.fn.countAll<number>().as('count'))
				.as('joined'),
			joined()
				.select((count) => count.fn.countAll<number>().as('count'))
				.where('attendanceId', 'is', null)
				.as('unlisted')
		])
		.executeTakeFirstOrThrow();
	const [present, unlisted] = [Number(counts.present), Number(counts.unlisted)];
	return { present, unlisted, here: present + unlisted, joined: Number(counts.joined) };
}

/**
 * How many have come to a gathering: what was kept when it ended (or is known from before Samling), else who is at its café now, else the
 * list at the door. Summary, letters, documents, reports and pages say this number.
 */
export async function whoCame(db: Db, municipalityId: string, gatheringId: string): Promise<number> {
	const kept = await db
		.selectFrom('gathering')
		.select('attendedCount')
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', gatheringId)
		.executeTakeFirst();
	if (kept && kept.attendedCount !== null) return kept.attendedCount;
	const cafe = await cafeRow(db, municipalityId, gatheringId);
	if (cafe) return (await countHere(db, cafe)).here;
	const list = await db
		.selectFrom('attendance')
		.select((count) => count.fn.countAll<number>().as('count'))
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirstOrThrow();
	return Number(list.count);
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

/** The gatherings that have a café. */
export async function gatheringsWithCafe(db: Db, municipalityId: string): Promise<Set<string>> {
	const rows = await db.selectFrom('cafe').select('gatheringId').where('municipalityId', '=', municipalityId).execute();
	return new Set(rows.map(({ gatheringId }) => gatheringId));
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
