import { deal, seatByAffinePlane } from './initial.ts';
import { prices, Search } from './annealing.ts';

/** Somebody to seat. People of one unit and of one level are spread; null is one of one's own. */
export type Sitter = { id: string; unitId: string | null; levelId?: string | null };

export type Task = {
	sitters: readonly Sitter[];
	/** Table ids in the order of their numbers. */
	tables: readonly string[];
	rounds: number;
	/** Who stays at which table in all rounds: hosts, and people who need a certain table. */
	pins: readonly { sitterId: string; tableId: string }[];
	/** Pairs who are not to sit together. */
	apart?: readonly (readonly [string, string])[];
	/** How many rounds two of them sat together at earlier gatherings. */
	history?: readonly { a: string; b: string; times: number }[];
	/** How many a table takes at most, where that is known. */
	places?: ReadonlyMap<string, number>;
	/** The same seed gives the same seating. */
	seed: number;
	/** How many exchanges are tried; by default as many as the hall is worth. */
	tries?: number;
	/** What coming back to a table costs; 0 where tables are only names of groups. */
	revisit?: number;
};

/** `seating[round - 1][table]` are the ids of those who sit there, tables in the order of the task. */
export type Seating = string[][][];

/** Exchanges between two turns of the event loop: a few milliseconds. */
const turn = 4000;

/**
 * Seats everybody once a round, so that guests never come back to a table, meet new people each round and sit with other
 * units and levels (L23). Those with a pin stay. Tables differ by one at most, unless pins or the tables' places make them.
 * Throws RangeError without tables or rounds; a pin, pair or history of somebody unknown counts for nothing.
 */
export function seat(task: Task): Seating {
	const { done, seated } = begin(task);
	while (!done());
	return seated();
}

/** As `seat`, in turns with everything else this process does: a big hall takes seconds, and boards are written on meanwhile. */
export async function seatInTurns(task: Task, yieldToEventLoop: () => Promise<void>): Promise<Seating> {
	const { done, seated } = begin(task);
	while (!done()) await yieldToEventLoop();
	return seated();
}

/** A search that is carried on by asking whether it is `done`. */
function begin(task: Task): { done: () => boolean; seated: () => Seating } {
	const { tables, rounds, sitters } = task;
	if (tables.length === 0 || rounds < 1) throw new RangeError('A seating needs tables and rounds');
	const random = randomFrom(task.seed);
	const people = sitters.length;
	const indexOf = new Map(sitters.map(({ id }, index) => [id, index]));
	const fixed = new Int32Array(people).fill(-1);
	for (const { sitterId, tableId } of task.pins) {
		const index = indexOf.get(sitterId);
		const table = tables.indexOf(tableId);
		if (index !== undefined && table >= 0) fixed[index] = table;
	}
	const revisit = task.revisit ?? prices.revisit;
	const most = tables.map((id) => task.places?.get(id) ?? Infinity);
	const hall = { sitters, fixed, most, tables: tables.length, rounds };
	const tries = task.tries ?? Math.min(2_000_000, Math.max(60_000, people * rounds * 1500));
	const least = leastCost(sitters, tables.length) * rounds;
	const pairCost = uneaseOf(task, indexOf);
	let best: { cost: number; places: Int32Array } | undefined;
	const look = (places: Int32Array, how: { hot: number; days: number; tries: number }) => {
		const search = new Search({ ...hall, people, places, pairCost, revisit }, random, { ...how, least });
		return () => {
			if (!search.run(turn)) return false;
			if (!best || search.best < best.cost) best = { cost: search.best, places };
			return true;
		};
	};
	// Ways around the room on which hardly any two meet twice, exchanged whole; then, where that was not the best there
	// can be, everything mixed with everything.
	const dealt = seatByAffinePlane(hall, revisit === 0, random);
	const searches = [
		...(dealt ? [() => look(dealt, { hot: prices.unit * 2, days: 0.9, tries: tries / 3 })] : []),
		() => look(deal(hall, random), { hot: prices.again * 1.2, days: 0.1, tries })
	];
	let run = searches.shift()!();
	const done = () => {
		if (!run()) return false;
		if (best!.cost <= least || searches.length === 0) return true;
		run = searches.shift()!();
		return false;
	};
	const seated = () =>
		Array.from({ length: rounds }, (_, round) => {
			const seated: string[][] = tables.map(() => []);
			for (const [person, { id }] of sitters.entries()) seated[best!.places[round * people + person]!]!.push(id);
			return seated;
		});
	return { done, seated };
}

/** What it costs that two sit together, before they have met at all. */
function uneaseOf({ sitters, apart = [], history = [] }: Task, indexOf: ReadonlyMap<string, number>): Int32Array {
	const people = sitters.length;
	const pairCost = new Int32Array(people * people);
	const add = (a: number | undefined, b: number | undefined, price: number) => {
		if (a === undefined || b === undefined || a === b) return;
		pairCost[a * people + b]! += price;
		pairCost[b * people + a]! += price;
	};
	for (const [a, one] of sitters.entries()) {
		for (let b = a + 1; b < people; b++) {
			const other = sitters[b]!;
			if (one.unitId !== null && one.unitId === other.unitId) add(a, b, prices.unit);
			if (one.levelId && one.levelId === other.levelId) add(a, b, prices.level);
		}
	}
	for (const [a, b] of apart) add(indexOf.get(a), indexOf.get(b), prices.apart);
	// Three rounds together are as well known as it gets.
	for (const { a, b, times } of history) add(indexOf.get(a), indexOf.get(b), prices.former * Math.min(times, 3));
	return pairCost;
}

/** What a round costs at the very least: each unit and each level spread as evenly as it goes. */
function leastCost(sitters: readonly Sitter[], tables: number): number {
	return (
		prices.unit *
			minPairs(
				sitters.map(({ unitId }) => unitId),
				tables
			) +
		prices.level *
			minPairs(
				sitters.map(({ levelId }) => levelId),
				tables
			)
	);
}

/** The fewest pairs of one kind that a round can have: each kind spread as evenly over the tables as it goes. */
export function minPairs(kinds: readonly (string | null | undefined)[], tables: number): number {
	const sizes = new Map<string, number>();
	for (const kind of kinds) if (kind) sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
	let pairs = 0;
	for (const size of sizes.values()) {
		const each = Math.floor(size / tables);
		const more = size % tables;
		pairs += (tables - more) * ((each * (each - 1)) / 2) + more * ((each * (each + 1)) / 2);
	}
	return pairs;
}

/** A small generator of numbers in [0, 1): mulberry32 by Tommy Ettinger, public domain. Enough for mixing people, not for secrets. */
export function randomFrom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}
