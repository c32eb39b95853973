import { prices } from './annealing.ts';
import type { Seating, Sitter } from './solve.ts';

/** What a seating is worth, or what a change of it costs (then a difference, negative where it gets better). */
export type SeatingCost = {
	/** Visits to a table where one has been before, those who stay not counted. */
	revisits: number;
	/** Meetings of two people who have sat together before that day. */
	repeatedPairs: number;
	/** Pairs from one unit at one table, summed over the rounds. */
	sameUnitPairs: number;
	/** Meetings of two who sat together at an earlier gathering. */
	formerPairs: number;
	/** Meetings of two who are to be kept apart. */
	apartPairs: number;
};

export type Quality = SeatingCost & {
	/** The smallest and the largest table. */
	smallest: number;
	largest: number;
};

/** What is known about people beside where they sit. */
export type Ties = {
	sitters: readonly Sitter[];
	staying?: ReadonlySet<string>;
	apart?: readonly (readonly [string, string])[];
	history?: readonly { a: string; b: string; times: number }[];
};

export const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** A seating counted out: who meets whom how often, and who visits what. Kept so that many changes can be priced one after the other. */
export class Count {
	readonly #unitOf: ReadonlyMap<string, string | null>;
	readonly #staying: ReadonlySet<string>;
	readonly #apart: ReadonlySet<string>;
	readonly #former: ReadonlySet<string>;
	readonly #meetings = new Map<string, number>();
	readonly #visits = new Map<string, number>();
	readonly #seating: Seating;
	readonly toll: SeatingCost = { revisits: 0, repeatedPairs: 0, sameUnitPairs: 0, formerPairs: 0, apartPairs: 0 };

	constructor(seating: Seating, { sitters, staying = new Set(), apart = [], history = [] }: Ties) {
		this.#seating = seating;
		this.#unitOf = new Map(sitters.map(({ id, unitId }) => [id, unitId]));
		this.#staying = staying;
		this.#apart = new Set(apart.map(([a, b]) => pairOf(a, b)));
		this.#former = new Set(history.map(({ a, b }) => pairOf(a, b)));
		for (const round of seating) {
			for (const [table, people] of round.entries()) {
				for (const [at, a] of people.entries()) {
					this.#visit(a, table, 1, this.toll);
					for (const b of people.slice(at + 1)) this.#meet(a, b, 1, this.toll);
				}
			}
		}
	}

	/** What it costs that `id` moves to a table in a round (both 0-based), or changes places with `other` who sits there. Changes nothing. */
	costOf({ round, id, table, other = null }: { round: number; id: string; table: number; other?: string | null }): SeatingCost {
		const toll: SeatingCost = { revisits: 0, repeatedPairs: 0, sameUnitPairs: 0, formerPairs: 0, apartPairs: 0 };
		const from = this.#seating[round]!.findIndex((people) => people.includes(id));
		if (from < 0 || from === table) return toll;
		const undo: (() => void)[] = [];
		const move = (who: string, out: number, into: number, but: string | null) => {
			for (const [at, by] of [
				[out, -1],
				[into, 1]
			] as const) {
				this.#visit(who, at, by, toll);
				undo.push(() => this.#visit(who, at, -by, {} as SeatingCost));
				for (const neighbour of this.#seating[round]![at]!) {
					if (neighbour === who || neighbour === but) continue;
					this.#meet(who, neighbour, by, toll);
					undo.push(() => this.#meet(who, neighbour, -by, {} as SeatingCost));
				}
			}
		};
		move(id, from, table, other);
		if (other !== null) move(other, table, from, id);
		for (const back of undo.reverse()) back();
		return toll;
	}

	#visit(id: string, table: number, by: number, toll: SeatingCost): void {
		if (this.#staying.has(id)) return;
		toll.revisits += change(this.#visits, `${id} ${table}`, by);
	}

	#meet(a: string, b: string, by: number, toll: SeatingCost): void {
		const pair = pairOf(a, b);
		toll.repeatedPairs += change(this.#meetings, pair, by);
		const unit = this.#unitOf.get(a);
		if (unit && unit === this.#unitOf.get(b)) toll.sameUnitPairs += by;
		if (this.#former.has(pair)) toll.formerPairs += by;
		if (this.#apart.has(pair)) toll.apartPairs += by;
	}
}

/** Adds to a count; gives by how many more (or fewer) it is repeated: once is no repetition. */
function change(counts: Map<string, number>, key: string, by: number): number {
	const before = counts.get(key) ?? 0;
	counts.set(key, before + by);
	return Math.max(0, before + by - 1) - Math.max(0, before - 1);
}

/** How good a seating is, counted from scratch: what the facilitator is shown, and what the tests hold the search to. */
export function qualityOf(seating: Seating, ties: Ties): Quality {
	const sizes = seating.flatMap((round) => round.map((people) => people.length));
	return { ...new Count(seating, ties).toll, smallest: Math.min(...sizes), largest: Math.max(...sizes) };
}

/** One number for a toll, by what the search itself avoids: for choosing between changes. */
export function worth(toll: SeatingCost): number {
	return (
		toll.revisits * prices.revisit +
		toll.apartPairs * prices.apart +
		toll.repeatedPairs * prices.again +
		toll.sameUnitPairs * prices.unit +
		toll.formerPairs * prices.former
	);
}
