import { costs } from './annealing.ts';
import type { Seating, Sitter } from './solve.ts';

/** The cost of a seating, or of a change to it (then a difference, negative where it gets better). */
export type SeatingCost = {
	/** Returns to a table, not counting those who stay. */
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

/** What is known about people apart from where they sit. */
export type Ties = {
	sitters: readonly Sitter[];
	staying?: ReadonlySet<string>;
	apart?: readonly (readonly [string, string])[];
	history?: readonly { a: string; b: string; times: number }[];
};

export const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** Counts who meets whom how often and who visits which table, so that the costs of many changes can be computed one after the other. */
export class SeatingEvaluator {
	readonly #unitOf: ReadonlyMap<string, string | null>;
	readonly #staying: ReadonlySet<string>;
	readonly #apart: ReadonlySet<string>;
	readonly #former: ReadonlySet<string>;
	readonly #meetings = new Map<string, number>();
	readonly #visits = new Map<string, number>();
	readonly #seating: Seating;
	readonly cost: SeatingCost = { revisits: 0, repeatedPairs: 0, sameUnitPairs: 0, formerPairs: 0, apartPairs: 0 };

	constructor(seating: Seating, { sitters, staying = new Set(), apart = [], history = [] }: Ties) {
		this.#seating = seating;
		this.#unitOf = new Map(sitters.map(({ id, unitId }) => [id, unitId]));
		this.#staying = staying;
		this.#apart = new Set(apart.map(([a, b]) => pairOf(a, b)));
		this.#former = new Set(history.map(({ a, b }) => pairOf(a, b)));
		for (const round of seating) {
			for (const [table, people] of round.entries()) {
				for (const [at, a] of people.entries()) {
					this.#visit(a, table, 1, this.cost);
					for (const b of people.slice(at + 1)) this.#meet(a, b, 1, this.cost);
				}
			}
		}
	}

	/**
	 * The cost of moving `id` to a table in a round (both 0-based), or of exchanging them with `other`, who sits there. Changes nothing.
	 */
	costOf({ round, id, table, other = null }: { round: number; id: string; table: number; other?: string | null }): SeatingCost {
		const cost: SeatingCost = { revisits: 0, repeatedPairs: 0, sameUnitPairs: 0, formerPairs: 0, apartPairs: 0 };
		const from = this.#seating[round]!.findIndex((people) => people.includes(id));
		if (from < 0 || from === table) return cost;
		const undo: (() => void)[] = [];
		const move = (who: string, out: number, into: number, but: string | null) => {
			for (const [at, by] of [
				[out, -1],
				[into, 1]
			] as const) {
				this.#visit(who, at, by, cost);
				undo.push(() => this.#visit(who, at, -by, {} as SeatingCost));
				for (const neighbour of this.#seating[round]![at]!) {
					if (neighbour === who || neighbour === but) continue;
					this.#meet(who, neighbour, by, cost);
					undo.push(() => this.#meet(who, neighbour, -by, {} as SeatingCost));
				}
			}
		};
		move(id, from, table, other);
		if (other !== null) move(other, table, from, id);
		for (const back of undo.reverse()) back();
		return cost;
	}

	#visit(id: string, table: number, by: number, cost: SeatingCost): void {
		if (this.#staying.has(id)) return;
		cost.revisits += change(this.#visits, `${id} ${table}`, by);
	}

	#meet(a: string, b: string, by: number, cost: SeatingCost): void {
		const pair = pairOf(a, b);
		cost.repeatedPairs += change(this.#meetings, pair, by);
		const unit = this.#unitOf.get(a);
		if (unit && unit === this.#unitOf.get(b)) cost.sameUnitPairs += by;
		if (this.#former.has(pair)) cost.formerPairs += by;
		if (this.#apart.has(pair)) cost.apartPairs += by;
	}
}

/** Adds to a count; gives the change in repetitions, where a count of one is none. */
function change(counts: Map<string, number>, key: string, by: number): number {
	const before = counts.get(key) ?? 0;
	counts.set(key, before + by);
	return Math.max(0, before + by - 1) - Math.max(0, before - 1);
}

/** The quality of a seating, counted from scratch: shown to the facilitator, and what the tests require of the search. */
export function qualityOf(seating: Seating, ties: Ties): Quality {
	const sizes = seating.flatMap((round) => round.map((people) => people.length));
	return { ...new SeatingEvaluator(seating, ties).cost, smallest: Math.min(...sizes), largest: Math.max(...sizes) };
}

/** A cost as one number, weighted as in the search: for choosing between changes. */
export function weighted(cost: SeatingCost): number {
	return (
		cost.revisits * costs.revisit +
		cost.apartPairs * costs.apart +
		cost.repeatedPairs * costs.again +
		cost.sameUnitPairs * costs.unit +
		cost.formerPairs * costs.former
	);
}
