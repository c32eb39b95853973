import { initialSeating, seatByAffinePlane } from './initial.ts';
import { costs, Annealer } from './annealing.ts';

/** Somebody to seat. People of one unit and of one level are spread over the tables; null is a unit of one's own. */
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
	/** How many exchanges are tried; by default in proportion to the hall. */
	tries?: number;
	/** Cost of returning to a table; 0 where tables are only names of groups. */
	revisit?: number;
};

/** `seating[round - 1][table]` are the ids of those who sit there, tables in the order of the task. */
export type Seating = string[][][];

/** Exchanges between two turns of the event loop: a few milliseconds' work. */
const turn = 4000;

/**
 * Seats everybody once a round, so that guests do not return to a table, meet new people each round and sit with other
 * units and levels (L23). Those with a pin stay. Tables differ by one at most, unless pins or the tables' places make them.
 * Throws RangeError without tables or rounds; pins, pairs and history of unknown people are ignored.
 */
export function seat(task: Task): Seating {
	const { done, seated } = begin(task);
	while (!done());
	return seated();
}

/** As `seat`, yielding to the event loop regularly: a large hall takes seconds, and the process serves boards meanwhile. */
export async function seatInTurns(task: Task, yieldToEventLoop: () => Promise<void>): Promise<Seating> {
	const { done, seated } = begin(task);
	while (!done()) await yieldToEventLoop();
	return seated();
}

/** A search that goes on for a turn at each call of `done`, until that is true. */
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
	const revisit = task.revisit ?? costs.revisit;
	const capacity = tables.map((id) => task.places?.get(id) ?? Infinity);
	const hall = { sitters, fixed, capacity, tables: tables.length, rounds };
	const tries = task.tries ?? Math.min(2_000_000, Math.max(60_000, people * rounds * 1500));
	const minCost = minCostOf(sitters, tables.length) * rounds;
	const pairCost = pairCostsOf(task, indexOf);
	let best: { cost: number; places: Int32Array } | undefined;
	const searchFrom = (places: Int32Array, schedule: { hot: number; days: number; tries: number }) => {
		const search = new Annealer({ ...hall, people, places, pairCost, revisit }, random, { ...schedule, minCost });
		return () => {
			if (!search.run(turn)) return false;
			if (!best || search.best < best.cost) best = { cost: search.best, places };
			return true;
		};
	};
	// First from an affine plane, in which hardly any two meet twice, exchanging mostly whole days; then, unless that gave the
	// minimum, from an initial seating, exchanging mostly single rounds.
	const affine = seatByAffinePlane(hall, revisit === 0, random);
	const searches = [
		...(affine ? [() => searchFrom(affine, { hot: costs.unit * 2, days: 0.9, tries: tries / 3 })] : []),
		() => searchFrom(initialSeating(hall, random), { hot: costs.again * 1.2, days: 0.1, tries })
	];
	let run = searches.shift()!();
	const done = () => {
		if (!run()) return false;
		if (best!.cost <= minCost || searches.length === 0) return true;
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

/** The cost of seating any two together, independent of earlier meetings that day. */
function pairCostsOf({ sitters, apart = [], history = [] }: Task, indexOf: ReadonlyMap<string, number>): Int32Array {
	const people = sitters.length;
	const pairCost = new Int32Array(people * people);
	const add = (a: number | undefined, b: number | undefined, cost: number) => {
		if (a === undefined || b === undefined || a === b) return;
		pairCost[a * people + b]! += cost;
		pairCost[b * people + a]! += cost;
	};
	for (const [a, one] of sitters.entries()) {
		for (let b = a + 1; b < people; b++) {
			const other = sitters[b]!;
			if (one.unitId !== null && one.unitId === other.unitId) add(a, b, costs.unit);
			if (one.levelId && one.levelId === other.levelId) add(a, b, costs.level);
		}
	}
	for (const [a, b] of apart) add(indexOf.get(a), indexOf.get(b), costs.apart);
	// More than three rounds together count as three.
	for (const { a, b, times } of history) add(indexOf.get(a), indexOf.get(b), costs.former * Math.min(times, 3));
	return pairCost;
}

/** The lower bound of a round's cost: each unit and each level spread as evenly as possible. */
function minCostOf(sitters: readonly Sitter[], tables: number): number {
	return (
		costs.unit *
			minPairs(
				sitters.map(({ unitId }) => unitId),
				tables
			) +
		costs.level *
			minPairs(
				sitters.map(({ levelId }) => levelId),
				tables
			)
	);
}

/** The fewest pairs of one kind that a round can have: each kind spread as evenly over the tables as possible. */
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
