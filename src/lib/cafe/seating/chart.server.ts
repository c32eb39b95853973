import type { Db } from '#lib/db/open.server.ts';
import { rotation, type Cafe } from '../model.ts';
import { cafeRow } from '../queries.server.ts';
import { seatingFacts, seatingFrom, seatsOf, type SeatingFacts } from './queries.server.ts';
import { SeatingEvaluator, qualityOf, weighted, type Quality, type SeatingCost } from './quality.ts';

export type Sitting = {
	attendanceId: string;
	name: string;
	unit: { nameNn: string; nameNb: string; colour: number } | null;
	/** The number of the table they host. */
	hosts: number | null;
	/** The number of the table they are to sit at without hosting it. */
	pinned: number | null;
	/** Checked in and marked as absent. */
	out: boolean;
	/** Table numbers, round by round; null where they have no seat. */
	route: (number | null)[];
};

export type SeatingChart = {
	people: Sitting[];
	/** Who came in by the code and is on no list: one table further each round, as their phone says. Those without a name have ''. */
	walkIns: { id: string; name: string; route: number[] }[];
	/** Pairs who are not to sit together. */
	apart: (readonly [string, string])[];
	/** The quality of the seating; null before anybody is seated. */
	quality: Quality | null;
};

/** Everybody who is checked in, where they sit in each round, and the quality of that seating. Without a café: only the people. */
export async function seatingChart(db: Db, municipalityId: string, gatheringId: string): Promise<SeatingChart> {
	const people = await db
		.selectFrom('attendance')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id', 'attendance.name', 'unit.nameNn', 'unit.nameNb', 'unit.colour'])
		.where('attendance.gatheringId', '=', gatheringId)
		.where('attendance.municipalityId', '=', municipalityId)
		.execute();
	const cafe = await cafeRow(db, municipalityId, gatheringId);
	const facts: SeatingFacts = cafe ? await seatingFacts(db, cafe) : { sitters: [], tables: [], pins: [], apart: [], history: [], out: [] };
	const seats = cafe ? await seatsOf(db, cafe.id) : [];
	const numberOf = new Map(facts.tables.map(({ id, number }) => [id, number]));
	const hosts = new Map(facts.tables.flatMap(({ hostId, number }) => (hostId === null ? [] : [[hostId, number] as const])));
	const pins = new Map(facts.pins.map(({ sitterId, tableId }) => [sitterId, numberOf.get(tableId) ?? null]));
	const out = new Set(facts.out);
	const routes = new Map(people.map(({ id }) => [id, Array.from({ length: cafe?.rounds ?? 0 }, (): number | null => null)]));
	for (const seat of seats) {
		const route = routes.get(seat.attendanceId);
		if (route) route[seat.round - 1] = numberOf.get(seat.cafeTableId) ?? null;
	}
	return {
		people: people.map(({ id, name, nameNn, nameNb, colour }) => ({
			...{ attendanceId: id, name, route: routes.get(id)!, out: out.has(id) },
			unit: nameNn === null ? null : { nameNn, nameNb: nameNb!, colour: colour! },
			hosts: hosts.get(id) ?? null,
			pinned: hosts.has(id) ? null : (pins.get(id) ?? null)
		})),
		walkIns: cafe ? await walkInsOf(db, cafe, facts.tables) : [],
		apart: facts.apart,
		quality: cafe && seats.length > 0 ? qualityOf(seatingFrom(seats, facts.tables, cafe.rounds), tiesOf(facts)) : null
	};
}

async function walkInsOf(
	db: Db,
	cafe: Pick<Cafe, 'id' | 'rounds' | 'phase'>,
	tables: SeatingFacts['tables']
): Promise<SeatingChart['walkIns']> {
	const rows = await db
		.selectFrom('participant')
		.select(['id', 'name', 'startTableId'])
		.where('cafeId', '=', cafe.id)
		.where('attendanceId', 'is', null)
		.where('leftAt', 'is', null)
		.orderBy('id')
		.execute();
	const ids = tables.map(({ id }) => id);
	const numberAt = (startTableId: string | null, round: number) =>
		tables.find(({ id }) => id === rotation(ids, startTableId, round))?.number;
	return rows.map(({ id, name, startTableId }) => ({
		...{ id, name },
		route: cafe.phase === 'setUp' ? [] : Array.from({ length: cafe.rounds }, (_, at) => numberAt(startTableId, at + 1) ?? 0)
	}));
}

/** A change of one seat, and its cost. */
export type Exchange = { tableId: string; number: number; swapWith: string | null; cost: SeatingCost };

/**
 * Every change of somebody's seat in a round, the cheapest first: moving to each table, and exchanging with each guest elsewhere.
 * Undefined when they have no seat in that round, or are a host.
 */
export async function exchangesFor(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	{ attendanceId, round }: { attendanceId: string; round: number }
): Promise<Exchange[] | undefined> {
	const cafe = await cafeRow(db, municipalityId, gatheringId);
	if (!cafe || round < 1 || round > cafe.rounds) return undefined;
	const facts = await seatingFacts(db, cafe);
	const seating = seatingFrom(await seatsOf(db, cafe.id), facts.tables, cafe.rounds);
	const here = seating[round - 1]!.findIndex((people) => people.includes(attendanceId));
	const staying = new Set(facts.tables.map(({ hostId }) => hostId));
	if (here < 0 || staying.has(attendanceId)) return undefined;
	const evaluator = new SeatingEvaluator(seating, tiesOf(facts));
	return facts.tables
		.flatMap(({ id: tableId, number }, table) =>
			table === here
				? []
				: [null, ...seating[round - 1]![table]!.filter((id) => !staying.has(id))].map((swapWith) => ({
						...{ tableId, number, swapWith },
						cost: evaluator.costOf({ round: round - 1, id: attendanceId, table, other: swapWith })
					}))
		)
		.sort((a, b) => weighted(a.cost) - weighted(b.cost) || a.number - b.number);
}

function tiesOf(facts: SeatingFacts) {
	return { ...facts, staying: new Set(facts.pins.map(({ sitterId }) => sitterId)) };
}
