/**
 * The costs of a seating: returning to a table, sitting with somebody to be kept apart from, meeting again on the same day,
 * sitting with one's own unit, with somebody from an earlier gathering, with one's own level.
 */
export const costs = { revisit: 1000, apart: 300, again: 20, unit: 4, former: 2, level: 1 };

/** The seating that the search changes. People, tables and rounds are numbers from 0. */
export type Candidate = {
	people: number;
	tables: number;
	rounds: number;
	/** `places[round × people + person]` is a table; everybody has one in every round. */
	places: Int32Array;
	/** The table somebody stays at, −1 for guests. */
	fixed: Int32Array;
	/** `pairCost[a × people + b]`: cost of seating a and b together, independent of earlier meetings. Symmetric. */
	pairCost: Int32Array;
	/** Cost of returning to a table: `costs.revisit`, or 0 where tables are only names of groups. */
	revisit: number;
};

/**
 * `tries`: how many exchanges. `minCost`: no seating costs less; the search ends there. `hot`: the first temperature. `days`: the
 * share of tries that exchange whole days.
 */
type Schedule = { tries: number; minCost: number; hot: number; days: number };

/**
 * Improves a seating by exchanging two people, in one round or through the whole day, at falling temperature (simulated
 * annealing). The cost of an exchange is computed from the two tables it touches, never from the whole room:
 * `marginalCost[a × people + b]` is the cost of one more meeting of the two, and an exchange costs the sum over a table.
 * The search is limited by a number of tries, not by time, so that the result is the same on every machine.
 */
export class Annealer {
	/** The cost of the best seating found. */
	best: number;
	#cost = 0;
	#tried = 0;
	readonly #candidate: Candidate;
	readonly #tries: number;
	readonly #minCost: number;
	readonly #hot: number;
	readonly #days: number;
	readonly #random: () => number;
	readonly #guests: Int32Array;
	readonly #marginalCost: Int32Array;
	/** `been[person × tables + table]`: in how many rounds they sit there. */
	readonly #been: Uint16Array;
	/** The people at the tables of all rounds, in sequence: those at table t of a round from `from[round × tables + t]` up to the next. */
	readonly #slots: Int32Array;
	readonly #from: Int32Array;
	/** `slotOf[round × people + person]`. */
	readonly #slotOf: Int32Array;
	#bestPlaces: Int32Array;
	/** The current seating is the best one, and not copied to `bestPlaces` yet. */
	#isUnsaved = false;

	constructor(candidate: Candidate, random: () => number, { tries, minCost, hot, days }: Schedule) {
		const { people, tables, rounds, places, fixed } = candidate;
		this.#candidate = candidate;
		this.#random = random;
		this.#minCost = minCost;
		this.#hot = hot;
		this.#days = days;
		this.#guests = Int32Array.from(Array.from(fixed.keys()).filter((person) => fixed[person]! < 0));
		this.#tries = this.#guests.length < 2 || tables < 2 ? 0 : tries;
		this.#marginalCost = candidate.pairCost.slice();
		this.#been = new Uint16Array(people * tables);
		this.#slots = new Int32Array(people * rounds);
		this.#slotOf = new Int32Array(people * rounds);
		this.#from = new Int32Array(tables * rounds + 1);
		for (const [at, table] of places.entries()) this.#from[Math.floor(at / people) * tables + table + 1]!++;
		for (let at = 0; at < tables * rounds; at++) this.#from[at + 1]! += this.#from[at]!;
		const free = this.#from.slice();
		for (const [at, table] of places.entries()) {
			const slot = free[Math.floor(at / people) * tables + table]!++;
			this.#slots[slot] = at % people;
			this.#slotOf[at] = slot;
		}
		this.#countMeetings();
		this.best = this.#cost;
		this.#bestPlaces = places.slice();
	}

	/** Tries `count` exchanges; true when the search has ended, and the candidate holds the best seating found. */
	run(count: number): boolean {
		const { people, rounds, places } = this.#candidate;
		const guests = this.#guests;
		const random = this.#random;
		const until = Math.min(this.#tried + count, this.#tries);
		const [hot, cold] = [this.#hot, costs.unit / 8];
		for (; this.#tried < until && this.best > this.#minCost; this.#tried++) {
			const temperature = hot * (cold / hot) ** (this.#tried / this.#tries);
			const a = guests[(random() * guests.length) | 0]!;
			const b = guests[(random() * guests.length) | 0]!;
			if (a === b) continue;
			if (random() < this.#days) {
				// As much work as a try in each round, and counted as that many.
				this.#tried += rounds - 1;
				const change = this.#costOfDays(a, b);
				if (change > 0 && random() >= Math.exp(-change / temperature)) continue;
				if (change > 0) this.#saveBest();
				for (let round = 0; round < rounds; round++) if (places[round * people + a] !== places[round * people + b]) this.#swap(round, a, b);
				this.#accept(change);
				continue;
			}
			const round = (random() * rounds) | 0;
			if (places[round * people + a] === places[round * people + b]) continue;
			const change = this.#costOf(round, a, b);
			if (change > 0 && random() >= Math.exp(-change / temperature)) continue;
			if (change > 0) this.#saveBest();
			this.#swap(round, a, b);
			this.#accept(change);
		}
		if (this.#tried < this.#tries && this.best > this.#minCost) return false;
		this.#saveBest();
		places.set(this.#bestPlaces);
		return true;
	}

	#accept(change: number): void {
		this.#cost += change;
		if (this.#cost >= this.best) return;
		this.best = this.#cost;
		this.#isUnsaved = true;
	}

	/** Copies the best seating before a worse one is accepted; when a better one follows, no copy is needed. */
	#saveBest(): void {
		if (this.#isUnsaved) this.#bestPlaces.set(this.#candidate.places);
		this.#isUnsaved = false;
	}

	/** Computes the cost, the visits and the marginal costs from scratch, once. */
	#countMeetings(): void {
		const { people, tables, rounds, fixed, revisit } = this.#candidate;
		for (let at = 0; at < tables * rounds; at++) {
			const around = this.#slots.subarray(this.#from[at]!, this.#from[at + 1]!);
			for (const [index, a] of around.entries()) {
				const visit = a * tables + (at % tables);
				if (fixed[a]! < 0) this.#cost += revisit * this.#been[visit]!;
				this.#been[visit]!++;
				for (const b of around.subarray(index + 1)) {
					this.#cost += this.#marginalCost[a * people + b]!;
					this.#marginalCost[a * people + b]! += costs.again;
					this.#marginalCost[b * people + a]! += costs.again;
				}
			}
		}
	}

	/** The cost of exchanging `a` and `b`, who sit at different tables in this round. */
	#costOf(round: number, a: number, b: number): number {
		const { people, tables, places, revisit } = this.#candidate;
		const been = this.#been;
		const tableA = places[round * people + a]!;
		const tableB = places[round * people + b]!;
		const [rowA, rowB] = [a * tables, b * tables];
		const visits = been[rowA + tableB]! - been[rowA + tableA]! + been[rowB + tableA]! - been[rowB + tableB]! + 2;
		return revisit * visits + this.#exchange(round * tables + tableA, a, b) + this.#exchange(round * tables + tableB, b, a);
	}

	/** The cost of `coming` replacing `leaving` at a table: the meetings that begin, less those that end. */
	#exchange(at: number, leaving: number, coming: number): number {
		const marginalCost = this.#marginalCost;
		const slots = this.#slots;
		const { people } = this.#candidate;
		const rowL = leaving * people;
		const rowC = coming * people;
		let change = 0;
		const end = this.#from[at + 1]!;
		for (let slot = this.#from[at]!; slot < end; slot++) {
			const other = slots[slot]!;
			// A meeting that ends saves the cost of the last one: `costs.again` less than the next one would cost.
			if (other !== leaving) change += marginalCost[rowC + other]! - marginalCost[rowL + other]! + costs.again;
		}
		return change;
	}

	#swap(round: number, a: number, b: number): void {
		const { people, tables, places } = this.#candidate;
		const [atA, atB] = [round * people + a, round * people + b];
		const [tableA, tableB] = [places[atA]!, places[atB]!];
		this.#replace(round * tables + tableA, a, b);
		this.#replace(round * tables + tableB, b, a);
		const [slotA, slotB] = [this.#slotOf[atA]!, this.#slotOf[atB]!];
		this.#slots[slotA] = b;
		this.#slots[slotB] = a;
		this.#slotOf[atA] = slotB;
		this.#slotOf[atB] = slotA;
		places[atA] = tableB;
		places[atB] = tableA;
		this.#been[a * tables + tableA]!--;
		this.#been[a * tables + tableB]!++;
		this.#been[b * tables + tableB]!--;
		this.#been[b * tables + tableA]!++;
	}

	#replace(at: number, leaving: number, coming: number): void {
		const { people } = this.#candidate;
		const marginalCost = this.#marginalCost;
		const end = this.#from[at + 1]!;
		for (let slot = this.#from[at]!; slot < end; slot++) {
			const other = this.#slots[slot]!;
			if (other === leaving) continue;
			marginalCost[leaving * people + other]! -= costs.again;
			marginalCost[other * people + leaving]! -= costs.again;
			marginalCost[coming * people + other]! += costs.again;
			marginalCost[other * people + coming]! += costs.again;
		}
	}

	/**
	 * The cost of exchanging the whole days of two people. The number of repeated meetings and visits stays the same; only the
	 * pair costs change.
	 */
	#costOfDays(a: number, b: number): number {
		const { people, tables, rounds, places, pairCost } = this.#candidate;
		const rowA = a * people;
		const rowB = b * people;
		let change = 0;
		for (let round = 0; round < rounds; round++) {
			const tableA = places[round * people + a]!;
			const tableB = places[round * people + b]!;
			if (tableA === tableB) continue;
			const atA = round * tables + tableA;
			for (let slot = this.#from[atA]!, end = this.#from[atA + 1]!; slot < end; slot++) {
				const other = this.#slots[slot]!;
				if (other !== a) change += pairCost[rowB + other]! - pairCost[rowA + other]!;
			}
			const atB = round * tables + tableB;
			for (let slot = this.#from[atB]!, end = this.#from[atB + 1]!; slot < end; slot++) {
				const other = this.#slots[slot]!;
				if (other !== b) change += pairCost[rowA + other]! - pairCost[rowB + other]!;
			}
		}
		return change;
	}
}
