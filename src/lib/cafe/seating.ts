import { improve } from './mixing.ts';

/** Somebody to seat. People of one unit are spread; null is a unit of one's own. */
export type Sitter = { id: string; unitId: string | null };

export type Task = {
	sitters: readonly Sitter[];
	/** Table ids in the order of their numbers. */
	tables: readonly string[];
	rounds: number;
	/** Who stays at which table in all rounds: hosts, and people who need a certain table. */
	pins: readonly { sitterId: string; tableId: string }[];
	/** The same seed gives the same seating. */
	seed: number;
};

/** `seating[round - 1][table]` are the ids of those who sit there, tables in the order of the task. */
export type Seating = string[][][];

export type Quality = {
	/** Visits to a table where one has been before, those who stay not counted. */
	revisits: number;
	/** Meetings of two people who have sat together before. */
	repeatedPairs: number;
	/** Pairs from one unit at one table, summed over the rounds. */
	sameUnitPairs: number;
	smallest: number;
	largest: number;
};

/**
 * Seats everybody once a round at tables whose sizes differ by one at most, so that guests never come back to a table,
 * meet new people each round and sit with other units (L23). Those with a pin stay.
 * Starts from groups that travel around the room, which nobody revisits anything in, and mixes the groups.
 * Throws RangeError without tables or rounds; a pin to an unknown table or person counts for nothing.
 */
export function seat(task: Task): Seating {
	const { tables, rounds, sitters } = task;
	if (tables.length === 0 || rounds < 1) throw new RangeError('A seating needs tables and rounds');
	const random = randomFrom(task.seed);
	const indexOf = new Map(sitters.map((sitter, index) => [sitter.id, index]));
	const fixed = new Int32Array(sitters.length).fill(-1);
	for (const pin of task.pins) {
		const index = indexOf.get(pin.sitterId);
		const table = tables.indexOf(pin.tableId);
		if (index !== undefined && table >= 0) fixed[index] = table;
	}
	const units = numbered(sitters);
	const guests = inOrderOfUnits(sitters, units, fixed, random);
	const places = start(guests, fixed, tables.length, rounds);
	improve({ places, units, fixed, tables: tables.length, rounds }, random);
	return places.map((places) => {
		const seated: string[][] = tables.map(() => []);
		places.forEach((table, index) => seated[table]!.push(sitters[index]!.id));
		return seated;
	});
}

/**
 * Seats `late` in the rounds from `fromRound` (1-based) on, without moving anybody: at the smallest tables, and among
 * them where they have not been, have met fewest and find fewest of their own unit.
 */
export function seatLate(
	seating: Seating,
	sitters: readonly Sitter[],
	late: readonly Sitter[],
	fromRound: number
): { sitterId: string; round: number; table: number }[] {
	const unitOf = new Map([...sitters, ...late].map((sitter) => [sitter.id, sitter.unitId]));
	const seats = seating.map((round) => round.map((table) => [...table]));
	const placed: { sitterId: string; round: number; table: number }[] = [];
	for (const { id, unitId } of late) {
		const been = new Set<number>();
		const met = new Set<string>();
		for (const [at, round] of seats.entries()) {
			if (at + 1 < fromRound) continue;
			const smallest = Math.min(...round.map((table) => table.length));
			const worth = (table: readonly string[], index: number) => {
				const unit = unitId === null ? 0 : table.filter((other) => unitOf.get(other) === unitId).length;
				return (been.has(index) ? 1000 : 0) + table.filter((other) => met.has(other)).length * 10 + unit;
			};
			const best = round.reduce(
				(best, table, index) => (table.length === smallest && (best < 0 || worth(table, index) < worth(round[best]!, best)) ? index : best),
				-1
			);
			been.add(best);
			for (const other of round[best]!) met.add(other);
			round[best]!.push(id);
			placed.push({ sitterId: id, round: at + 1, table: best });
		}
	}
	return placed;
}

/** How good a seating is, counted from scratch: what the facilitator is shown, and what the tests hold the search to. */
export function qualityOf(seating: Seating, sitters: readonly Sitter[], staying: ReadonlySet<string> = new Set()): Quality {
	const unitOf = new Map(sitters.map((sitter) => [sitter.id, sitter.unitId]));
	const meetings = new Map<string, number>();
	const visits = new Map<string, number>();
	let sameUnitPairs = 0;
	for (const round of seating) {
		for (const [table, people] of round.entries()) {
			for (const [at, a] of people.entries()) {
				if (!staying.has(a)) visits.set(`${a} ${table}`, (visits.get(`${a} ${table}`) ?? 0) + 1);
				for (const b of people.slice(at + 1)) {
					const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
					meetings.set(pair, (meetings.get(pair) ?? 0) + 1);
					const unit = unitOf.get(a);
					if (unit && unit === unitOf.get(b)) sameUnitPairs++;
				}
			}
		}
	}
	const again = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count - 1, 0);
	const sizes = seating.flatMap((round) => round.map((people) => people.length));
	return {
		revisits: again(visits.values()),
		repeatedPairs: again(meetings.values()),
		sameUnitPairs,
		smallest: Math.min(...sizes),
		largest: Math.max(...sizes)
	};
}

/** A small generator of numbers in [0, 1): mulberry32 by Tommy Ettinger, public domain. Enough for mixing people, not for secrets. */
function randomFrom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** Units as numbers; whoever has none gets one of their own. */
function numbered(sitters: readonly Sitter[]): Int32Array {
	const known = new Map<string, number>();
	return Int32Array.from(sitters, ({ unitId }, index) => {
		if (unitId === null) return -1 - index;
		if (!known.has(unitId)) known.set(unitId, known.size);
		return known.get(unitId)!;
	});
}

/** The guests unit by unit, shuffled within; dealt out like cards they spread each unit over the tables. */
function inOrderOfUnits(sitters: readonly Sitter[], units: Int32Array, fixed: Int32Array, random: () => number): number[] {
	const lots = sitters.map(() => random());
	return sitters
		.map((_, index) => index)
		.filter((index) => fixed[index]! < 0)
		.sort((a, b) => units[a]! - units[b]! || lots[a]! - lots[b]!);
}

/** Groups that travel from table to table. Who is fixed counts towards the size; the odd seats travel along with the groups. */
function start(guests: readonly number[], fixed: Int32Array, tables: number, rounds: number): Int32Array[] {
	const staying = new Int32Array(tables);
	for (const table of fixed) if (table >= 0) staying[table]!++;
	const been = new Set<string>();
	return Array.from({ length: rounds }, (_, round) => {
		const free = capacities(staying, guests.length, round);
		const places = Int32Array.from(fixed);
		for (const [at, guest] of guests.entries()) {
			const home = (at + round) % tables;
			let table = home;
			let least = Infinity;
			for (let step = 0; step < tables; step++) {
				const candidate = (home + step) % tables;
				if (free[candidate]! <= 0) continue;
				const price = step + (been.has(`${guest} ${candidate}`) ? tables : 0);
				if (price < least) [table, least] = [candidate, price];
			}
			free[table]!--;
			places[guest] = table;
			been.add(`${guest} ${table}`);
		}
		return places;
	});
}

/** How many guests each table takes so that sizes are as level as they can be; which ones get one more moves on with the rounds. */
function capacities(staying: Int32Array, guests: number, round: number): Int32Array {
	const tables = staying.length;
	const free = new Int32Array(tables);
	for (let guest = 0; guest < guests; guest++) {
		let smallest = -1;
		for (let step = 0; step < tables; step++) {
			const table = (step + round) % tables;
			if (smallest < 0 || staying[table]! + free[table]! < staying[smallest]! + free[smallest]!) smallest = table;
		}
		free[smallest]!++;
	}
	return free;
}
