import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seat, seatInTurns, type Seating, type Sitter, type Task } from '#lib/cafe/seating/solve.ts';
import { findSeats } from '#lib/cafe/seating/latecomers.ts';
import { SeatingEvaluator, qualityOf, type SeatingCost } from '#lib/cafe/seating/quality.ts';
import { routes } from '#lib/cafe/seating/affinePlane.ts';

const people = (count: number, units = 4): Sitter[] =>
	Array.from({ length: count }, (_, at) => ({ id: `p${at}`, unitId: `u${at % units}`, levelId: `l${at % 3}` }));
const tables = (count: number) => Array.from({ length: count }, (_, at) => `t${at}`);
const hall = (count: number, at: number, rounds: number, more: Partial<Task> = {}): Task => ({
	...{ sitters: people(count), tables: tables(at), rounds, pins: [], seed: 1 },
	...more
});

describe('what a seating respects beside mixing', () => {
	test('two who are to be kept apart never sit together', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(23), fc.nat(23)), { minLength: 1, maxLength: 6 }), fc.integer(), (pairs, seed) => {
				const apart = pairs.filter(([a, b]) => a !== b).map(([a, b]) => [`p${a}`, `p${b}`] as const);
				const task = hall(24, 4, 3, { apart, seed, tries: 20_000 });
				expect(qualityOf(seat(task), task).apartPairs).toBe(0);
			}),
			{ numRuns: 15 }
		);
	});

	test('who has a pin sits at that table in every round, also where that makes tables uneven', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(23), { maxLength: 10 }), fc.nat(3), fc.integer(), (who, table, seed) => {
				const pins = who.map((at) => ({ sitterId: `p${at}`, tableId: `t${table}` }));
				const seating = seat(hall(24, 4, 3, { pins, seed, tries: 2000 }));
				for (const round of seating) {
					expect(round[table]).toEqual(expect.arrayContaining(pins.map(({ sitterId }) => sitterId)));
					expect(round.flat()).toHaveLength(24);
				}
			}),
			{ numRuns: 15 }
		);
	});

	test('a small table takes no more than it has places for, while the others have room', () => {
		const seating = seat(hall(30, 5, 3, { places: new Map([['t2', 3]]) }));
		for (const round of seating) expect(round.map((table) => table.length).toSorted()).toEqual([3, 6, 7, 7, 7]);
	});

	test('those who sat together at an earlier gathering meet less than they would by chance', () => {
		const history = [0, 1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4].filter((b) => b > a).map((b) => ({ a: `p${a}`, b: `p${b}`, times: 2 })));
		const known = hall(40, 8, 3, { history });
		expect(qualityOf(seat(known), known)).toMatchObject({ revisits: 0, repeatedPairs: 0, formerPairs: 0 });
	});

	test('levels are spread over the tables where units leave the choice', () => {
		const sitters = people(24).map((sitter, at) => ({ ...sitter, unitId: null, levelId: at < 4 ? 'leaders' : null }));
		for (const round of seat(hall(24, 4, 3, { sitters })))
			for (const table of round) expect(table.filter((id) => Number(id.slice(1)) < 4)).toHaveLength(1);
	});

	test('searching in turns with everything else gives the same seating, and lets the rest have its turn', async () => {
		const task = hall(46, 8, 3);
		let turns = 0;
		expect(await seatInTurns(task, async () => void turns++)).toEqual(seat(task));
		expect(turns).toBeGreaterThan(3);
	});
});

describe('routes through a room', () => {
	test('with a prime power of tables no two meet twice and nobody comes back, in as many rounds as there are tables', () => {
		for (const size of [2, 3, 4, 5, 7, 8, 9]) {
			const way = routes(size, true);
			const met = new Set<string>();
			for (let round = 0; round < size; round++) {
				for (let table = 0; table < size; table++) {
					const here = Array.from({ length: size * size }, (_, at) => at).filter(
						(at) => way(Math.floor(at / size), at % size, round) === table
					);
					for (const a of here) for (const b of here.filter((other) => other > a)) met.add(`${a} ${b}`);
				}
			}
			// As many pairs as meetings: size rounds of size tables of size people.
			expect(met.size).toBe((size * size * size * (size - 1)) / 2);
			for (let column = 1; column < size; column++)
				expect(new Set(Array.from({ length: size }, (_, round) => way(column, 0, round))).size).toBe(size);
		}
	});

	test('the social golfers who have a perfect schedule get it: 8 groups of 4 in 8 rounds, 7 of 7 in 7, 3 of 3 in 4, 4 of 4 in 5', () => {
		for (const [groups, size, rounds] of [
			[8, 4, 8],
			[7, 7, 7],
			[3, 3, 4],
			[4, 4, 5]
		] as const) {
			const sitters = Array.from({ length: groups * size }, (_, at) => ({ id: `p${at}`, unitId: null }));
			const task = hall(0, groups, rounds, { sitters, revisit: 0 });
			expect(qualityOf(seat(task), task).repeatedPairs).toBe(0);
		}
	});
});

describe('what a change costs', () => {
	const difference = (after: SeatingCost, before: SeatingCost) => ({
		revisits: after.revisits - before.revisits,
		repeatedPairs: after.repeatedPairs - before.repeatedPairs,
		sameUnitPairs: after.sameUnitPairs - before.sameUnitPairs,
		formerPairs: after.formerPairs - before.formerPairs,
		apartPairs: after.apartPairs - before.apartPairs
	});

	test('is exactly the difference between the seatings before and after, for a move and for an exchange', () => {
		fc.assert(
			fc.property(fc.nat(2), fc.nat(19), fc.nat(3), fc.option(fc.nat(8)), fc.integer(), (round, who, table, other, seed) => {
				const task = hall(20, 4, 3, {
					seed,
					...{ pins: [{ sitterId: 'p3', tableId: 't1' }], apart: [['p1', 'p2']], history: [{ a: 'p5', b: 'p6', times: 1 }], tries: 500 }
				});
				const ties = { ...task, staying: new Set(['p3']) };
				const seating = seat(task);
				const id = `p${who}`;
				const from = seating[round]!.findIndex((people) => people.includes(id));
				fc.pre(from !== table);
				const swapWith = other === null ? null : seating[round]![table]![other % seating[round]![table]!.length]!;
				const count = new SeatingEvaluator(seating, ties);
				const first = count.costOf({ round, id, table, other: swapWith });
				expect(count.costOf({ round, id, table, other: swapWith })).toEqual(first);
				const changed = seating.map((tables) => tables.map((people) => [...people]));
				changed[round]![from] = [...changed[round]![from]!.filter((one) => one !== id), ...(swapWith ? [swapWith] : [])];
				changed[round]![table] = [...changed[round]![table]!.filter((one) => one !== swapWith), id];
				expect(first).toEqual(difference(new SeatingEvaluator(changed, ties).cost, new SeatingEvaluator(seating, ties).cost));
			}),
			{ numRuns: 60 }
		);
	});
});

describe('those who come late', () => {
	test('sit with nobody they are kept apart from while another table is left, and at their pin', () => {
		const seating: Seating = [
			[
				['a', 'b'],
				['c', 'd', 'e'],
				['f', 'g', 'h']
			]
		];
		const ties = { sitters: [...'abcdefgh'].map((id) => ({ id, unitId: null })), apart: [['late', 'a']] as const };
		const late = [{ id: 'late', unitId: null }];
		expect(findSeats(seating, ties, late, 1).map(({ table }) => table)).toEqual([1]);
		expect(findSeats(seating, ties, late, 1, { stays: new Map([['late', 2]]) }).map(({ table }) => table)).toEqual([2]);
		expect(findSeats(seating, { ...ties, apart: [] }, late, 1, { capacity: [2, 9, 9] }).map(({ table }) => table)).toEqual([1]);
	});

	test('and have been here before, visit other tables than they did', () => {
		const seating: Seating = [
			[
				['back', 'a'],
				['b', 'c']
			],
			[
				['a', 'b'],
				['c', 'd']
			]
		];
		const sitters = [...'abcd'].map((id) => ({ id, unitId: null }));
		expect(findSeats(seating, { sitters }, [{ id: 'back', unitId: null }], 2)).toEqual([{ sitterId: 'back', round: 2, table: 1 }]);
	});
});
