import type { Sitter } from './solve.ts';
import { routes } from './affinePlane.ts';

/** A hall before anybody sits: `fixed[person]` is the table they stay at (−1: none), `capacity[table]` how many it takes. */
export type Hall = {
	sitters: readonly Sitter[];
	fixed: Int32Array;
	capacity: readonly number[];
	tables: number;
	rounds: number;
};

/**
 * An initial seating for the search: guests are distributed one by one, unit by unit, and move one table on each round, so that
 * nobody returns to a table. Gives `places[round × people + person]`, a table each.
 */
export function initialSeating(hall: Hall, random: () => number): Int32Array {
	const { sitters, fixed, tables, rounds } = hall;
	const people = sitters.length;
	const guests = inOrderOfUnits(hall, random);
	const places = new Int32Array(people * rounds);
	const been = new Uint8Array(people * tables);
	for (let round = 0; round < rounds; round++) {
		const free = guestsPerTable(hall, guests.length, round);
		places.set(fixed, round * people);
		for (const [at, guest] of guests.entries()) {
			const home = (at + round) % tables;
			let table = home;
			let minCost = Infinity;
			for (let step = 0; step < tables; step++) {
				const candidate = (home + step) % tables;
				if (free[candidate]! <= 0) continue;
				const cost = step + (been[guest * tables + candidate] ? tables : 0);
				if (cost < minCost) [table, minCost] = [candidate, cost];
			}
			free[table]!--;
			places[round * people + guest] = table;
			been[guest * tables + table] = 1;
		}
	}
	return places;
}

/**
 * Another initial seating, for rooms where the same number stays at every table: guests follow routes on which hardly any two
 * meet twice; the search improves who takes which route. Undefined where tables differ. `resting`: a guest may stay at a table.
 */
export function seatByAffinePlane(hall: Hall, resting: boolean, random: () => number): Int32Array | undefined {
	const { sitters, fixed, capacity, tables, rounds } = hall;
	const staying = new Int32Array(tables);
	for (const table of fixed) if (table >= 0) staying[table]!++;
	const largest = Math.ceil(sitters.length / tables);
	if (staying.some((count) => count !== staying[0]) || capacity.some((places) => places < largest) || rounds > tables) return undefined;
	const tableOn = routes(tables, resting);
	const places = new Int32Array(sitters.length * rounds);
	const guests = inOrderOfUnits(hall, random);
	for (let round = 0; round < rounds; round++) {
		places.set(fixed, round * sitters.length);
		for (const [at, guest] of guests.entries())
			places[round * sitters.length + guest] = tableOn(Math.floor(at / tables), at % tables, round);
	}
	return places;
}

/** The guests unit by unit, shuffled within: distributed one by one they spread each unit over the tables. */
function inOrderOfUnits({ sitters, fixed }: Hall, random: () => number): number[] {
	const lots = sitters.map(() => random());
	const units = new Map<string, number>();
	for (const { unitId } of sitters) if (unitId !== null && !units.has(unitId)) units.set(unitId, units.size);
	const unitOf = sitters.map(({ unitId }) => (unitId === null ? Infinity : units.get(unitId)!));
	return sitters
		.map((_, index) => index)
		.filter((index) => fixed[index]! < 0)
		.sort((a, b) => (unitOf[a] === unitOf[b] ? lots[a]! - lots[b]! : unitOf[a]! - unitOf[b]!));
}

/**
 * How many guests each table takes, so that sizes differ as little as possible; the tables that get one more change with the
 * rounds. Where there are more people than places, tables are filled beyond their capacity, evenly again.
 */
function guestsPerTable({ fixed, capacity, tables }: Hall, guests: number, round: number): Int32Array {
	const size = new Int32Array(tables);
	for (const table of fixed) if (table >= 0) size[table]!++;
	const free = new Int32Array(tables);
	for (let guest = 0; guest < guests; guest++) {
		let chosen = -1;
		for (let step = 0; step < tables; step++) {
			const table = (step + round) % tables;
			const full = Number(size[table]! >= capacity[table]!);
			const chosenFull = chosen < 0 ? 2 : Number(size[chosen]! >= capacity[chosen]!);
			if (full < chosenFull || (full === chosenFull && size[table]! < size[chosen]!)) chosen = table;
		}
		free[chosen]!++;
		size[chosen]!++;
	}
	return free;
}
