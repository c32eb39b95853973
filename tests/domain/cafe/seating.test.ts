import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minPairs, seat, type Sitter, type Task } from '#lib/cafe/seating/solve.ts';
import { findSeats } from '#lib/cafe/seating/latecomers.ts';
import { qualityOf } from '#lib/cafe/seating/quality.ts';

/** `sizes` people a unit; the first `hosts` of a round-robin through the units stay at tables 0, 1, 2 … */
function hall(sizes: readonly number[], tables: number, rounds: number, hosts = tables, seed = 1): Task & { staying: Set<string> } {
	const sitters: Sitter[] = sizes.flatMap((size, unit) =>
		Array.from({ length: size }, (_, at) => ({ id: `u${unit}p${at}`, unitId: `u${unit}` }))
	);
	const inTurn = sitters.toSorted((a, b) => Number(a.id.split('p')[1]) - Number(b.id.split('p')[1]));
	const ids = Array.from({ length: tables }, (_, at) => `t${at}`);
	const pins = inTurn.slice(0, hosts).map((sitter, at) => ({ sitterId: sitter.id, tableId: ids[at]! }));
	return { sitters, tables: ids, rounds, pins, seed, staying: new Set(pins.map((pin) => pin.sitterId)) };
}

const forum2016 = [9, 8, 7, 6, 5, 4, 3, 2, 2];

describe('seating (L23)', () => {
	test('46 people at 8 tables in 3 rounds: nobody comes back to a table, nobody meets twice, units are spread', () => {
		for (const seed of [1, 2, 3]) {
			const task = hall(forum2016, 8, 3, 8, seed);
			const quality = qualityOf(seat(task), task);
			expect(quality).toMatchObject({ revisits: 0, repeatedPairs: 0, smallest: 5, largest: 6 });
			expect(quality.sameUnitPairs).toBeLessThanOrEqual(20);
		}
	});

	test('hosts stay at their table in all rounds', () => {
		const task = hall(forum2016, 8, 3);
		for (const round of seat(task)) {
			for (const pin of task.pins) expect(round[task.tables.indexOf(pin.tableId)]).toContain(pin.sitterId);
		}
	});

	test('the same seed gives the same seating, another seed another one', () => {
		expect(seat(hall(forum2016, 8, 3, 8, 7))).toEqual(seat(hall(forum2016, 8, 3, 8, 7)));
		expect(seat(hall(forum2016, 8, 3, 8, 7))).not.toEqual(seat(hall(forum2016, 8, 3, 8, 8)));
	});

	test('a big hall is mixed far better than by chance: 120 people, 20 tables, 4 rounds', () => {
		const task = hall([30, 25, 20, 15, 10, 10, 5, 5], 20, 4);
		const quality = qualityOf(seat(task), task);
		expect(quality).toMatchObject({ revisits: 0, repeatedPairs: 0 });
		const fewest =
			4 *
			minPairs(
				task.sitters.map(({ unitId }) => unitId),
				20
			);
		expect(quality.sameUnitPairs).toBeLessThanOrEqual(fewest * 1.25);
	});

	test('eight people in four pairs over three rounds meet somebody new each time', () => {
		const task = hall([1, 1, 1, 1, 1, 1, 1, 1], 4, 3, 0);
		expect(qualityOf(seat(task), task)).toMatchObject({ revisits: 0, repeatedPairs: 0 });
	});

	const halls = fc.record({
		sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
		tables: fc.integer({ min: 1, max: 9 }),
		rounds: fc.integer({ min: 1, max: 4 }),
		everyTableHasAHost: fc.boolean(),
		seed: fc.integer()
	});

	test('everybody sits exactly once a round, and tables differ by one at most', () => {
		fc.assert(
			fc.property(halls, fc.nat(9), ({ sizes, tables, rounds, seed }, hosts) => {
				const task = hall(sizes, tables, rounds, Math.min(hosts, tables), seed);
				const seating = seat(task);
				expect(seating).toHaveLength(rounds);
				for (const round of seating) {
					expect(round).toHaveLength(tables);
					expect(round.flat().toSorted()).toEqual(task.sitters.map(({ id }) => id).toSorted());
					const sizes = round.map((people) => people.length);
					expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
				}
			}),
			{ numRuns: 60 }
		);
	});

	test('no guest comes back to a table while there are tables left to visit', () => {
		fc.assert(
			fc.property(halls, ({ sizes, tables, rounds, everyTableHasAHost, seed }) => {
				const people = sizes.reduce((sum, size) => sum + size, 0);
				fc.pre(rounds <= tables && people >= tables);
				const task = hall(sizes, tables, rounds, everyTableHasAHost ? tables : 0, seed);
				expect(qualityOf(seat(task), task).revisits).toBe(0);
			}),
			{ numRuns: 60 }
		);
	});

	test('those who come late are seated at the smallest tables, from this round on, and nobody else moves', () => {
		fc.assert(
			fc.property(halls, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), ({ sizes, tables, rounds, seed }, count, from) => {
				fc.pre(from <= rounds);
				const task = hall(sizes, tables, rounds, 0, seed);
				const seating = seat(task);
				const late = Array.from({ length: count }, (_, at) => ({ id: `late${at}`, unitId: at % 2 ? 'u0' : null }));
				const placed = findSeats(seating, task, late, from);
				expect(placed.map(({ sitterId, round }) => `${sitterId} ${round}`).toSorted()).toEqual(
					late.flatMap(({ id }) => Array.from({ length: rounds - from + 1 }, (_, at) => `${id} ${from + at}`)).toSorted()
				);
				const together = seating.map((round, at) =>
					round.map((table, index) => [
						...table,
						...placed.filter((seat) => seat.round === at + 1 && seat.table === index).map((seat) => seat.sitterId)
					])
				);
				for (const round of together.slice(from - 1)) {
					const sizes = round.map((people) => people.length);
					expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
				}
			}),
			{ numRuns: 40 }
		);
	});

	test('one who comes late visits new tables when the sizes allow it', () => {
		const task = hall(forum2016, 8, 3);
		const seating = seat(task);
		const tables = findSeats(seating, task, [{ id: 'late', unitId: null }], 1).map(({ table }) => table);
		expect(new Set(tables).size).toBe(3);
	});

	test('without tables or rounds there is no seating', () => {
		expect(() => seat(hall([3], 0, 1, 0))).toThrow(RangeError);
		expect(() => seat(hall([3], 2, 0, 0))).toThrow(RangeError);
	});
});
