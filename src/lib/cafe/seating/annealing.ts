/**
 * What is to be avoided, and how much: coming back to a table, two who are to be kept apart, meeting again on the same
 * day, sitting with one's own unit, with somebody from an earlier gathering, with one's own level.
 */
export const prices = { revisit: 1000, apart: 300, again: 20, unit: 4, former: 2, level: 1 };

/** A seating while it is searched. People, tables and rounds are numbers from 0. */
export type Mix = {
	people: number;
	tables: number;
	rounds: number;
	/** `places[round × people + person]` is a table; everybody has one in every round. */
	places: Int32Array;
	/** The table somebody stays at, −1 for guests. */
	fixed: Int32Array;
	/** `unease[a × people + b]`: what it costs that two sit together once, whoever they met before. Symmetric. */
	pairCost: Int32Array;
	/** What coming back to a table costs: `prices.revisit`, or 0 where tables are only names of groups. */
	revisit: number;
};

/**
 * Looks for a better seating by exchanging two people, in one round or through the whole day, at falling temperature
 * (simulated annealing). What an exchange costs is counted from the two tables it touches, never from the whole room:
 * `pull[a × people + b]` is what one more meeting of the two would cost now, and the sum over a table is all there is to it.
 * How long it looks is a number of tries, so that the result does not depend on how fast the machine is.
 */
export class Search {
	/** What the best seating found costs. */
	best: number;
	#cost = 0;
	#tried = 0;
	readonly #mix: Mix;
	readonly #tries: number;
	readonly #least: number;
	readonly #hot: number;
	readonly #days: number;
	readonly #random: () => number;
	readonly #guests: Int32Array;
	readonly #pull: Int32Array;
	/** `been[person × tables + table]`: how many rounds they sit there. */
	readonly #been: Uint16Array;
	/** The tables of all rounds one after the other: who sits at table t of a round stands from `from[round × tables + t]` up to the next. */
	readonly #slots: Int32Array;
	readonly #from: Int32Array;
	/** `slotOf[round × people + person]`. */
	readonly #slotOf: Int32Array;
	#bestPlaces: Int32Array;
	/** The seating as it is, is the best one and has not been kept yet. */
	#isBest = false;

	/** `least`: a cost below which nothing can be found; the search ends there. `hot`: the first temperature. `days`: how many of the tries exchange whole days. */
	constructor(mix: Mix, random: () => number, { tries, least, hot, days }: { tries: number; least: number; hot: number; days: number }) {
		const { people, tables, rounds, places, fixed } = mix;
		this.#mix = mix;
		this.#random = random;
		this.#least = least;
		this.#hot = hot;
		this.#days = days;
		this.#guests = Int32Array.from(Array.from(fixed.keys()).filter((person) => fixed[person]! < 0));
		this.#tries = this.#guests.length < 2 || tables < 2 ? 0 : tries;
		this.#pull = mix.pairCost.slice();
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
		this.#meet();
		this.best = this.#cost;
		this.#bestPlaces = places.slice();
	}

	/** Tries `count` exchanges; true when there is nothing left to do, and the mix holds the best seating found. */
	run(count: number): boolean {
		const { people, rounds, places } = this.#mix;
		const guests = this.#guests;
		const random = this.#random;
		const until = Math.min(this.#tried + count, this.#tries);
		const [hot, cold] = [this.#hot, prices.unit / 8];
		for (; this.#tried < until && this.best > this.#least; this.#tried++) {
			const temperature = hot * (cold / hot) ** (this.#tried / this.#tries);
			const a = guests[(random() * guests.length) | 0]!;
			const b = guests[(random() * guests.length) | 0]!;
			if (a === b) continue;
			if (random() < this.#days) {
				// As much work as a try in each round, and counted so.
				this.#tried += rounds - 1;
				const change = this.#costOfDays(a, b);
				if (change > 0 && random() >= Math.exp(-change / temperature)) continue;
				if (change > 0) this.#keep();
				for (let round = 0; round < rounds; round++) if (places[round * people + a] !== places[round * people + b]) this.#swap(round, a, b);
				this.#accept(change);
				continue;
			}
			const round = (random() * rounds) | 0;
			if (places[round * people + a] === places[round * people + b]) continue;
			const change = this.#costOf(round, a, b);
			if (change > 0 && random() >= Math.exp(-change / temperature)) continue;
			if (change > 0) this.#keep();
			this.#swap(round, a, b);
			this.#accept(change);
		}
		if (this.#tried < this.#tries && this.best > this.#least) return false;
		this.#keep();
		places.set(this.#bestPlaces);
		return true;
	}

	#accept(change: number): void {
		this.#cost += change;
		if (this.#cost >= this.best) return;
		this.best = this.#cost;
		this.#isBest = true;
	}

	/** Copies the best seating before it is left; most are left for better ones, and need no copy. */
	#keep(): void {
		if (this.#isBest) this.#bestPlaces.set(this.#mix.places);
		this.#isBest = false;
	}

	/** Counts everything from the beginning, once. */
	#meet(): void {
		const { people, tables, rounds, fixed, revisit } = this.#mix;
		for (let at = 0; at < tables * rounds; at++) {
			const around = this.#slots.subarray(this.#from[at]!, this.#from[at + 1]!);
			for (const [index, a] of around.entries()) {
				const visit = a * tables + (at % tables);
				if (fixed[a]! < 0) this.#cost += revisit * this.#been[visit]!;
				this.#been[visit]!++;
				for (const b of around.subarray(index + 1)) {
					this.#cost += this.#pull[a * people + b]!;
					this.#pull[a * people + b]! += prices.again;
					this.#pull[b * people + a]! += prices.again;
				}
			}
		}
	}

	/** What it costs that `a` and `b`, who sit at different tables in this round, change places. */
	#costOf(round: number, a: number, b: number): number {
		const { people, tables, places, revisit } = this.#mix;
		const been = this.#been;
		const tableA = places[round * people + a]!;
		const tableB = places[round * people + b]!;
		const [rowA, rowB] = [a * tables, b * tables];
		const visits = been[rowA + tableB]! - been[rowA + tableA]! + been[rowB + tableA]! - been[rowB + tableB]! + 2;
		return revisit * visits + this.#exchange(round * tables + tableA, a, b) + this.#exchange(round * tables + tableB, b, a);
	}

	/** What it costs that `leaving` goes from a table and `coming` comes instead: the meetings that begin, less those that end. */
	#exchange(at: number, leaving: number, coming: number): number {
		const pull = this.#pull;
		const slots = this.#slots;
		const { people } = this.#mix;
		const rowL = leaving * people;
		const rowC = coming * people;
		let change = 0;
		const end = this.#from[at + 1]!;
		for (let slot = this.#from[at]!; slot < end; slot++) {
			const other = slots[slot]!;
			// A meeting that ends gives back what the last one cost: one price less than the next one would.
			if (other !== leaving) change += pull[rowC + other]! - pull[rowL + other]! + prices.again;
		}
		return change;
	}

	#swap(round: number, a: number, b: number): void {
		const { people, tables, places } = this.#mix;
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
		const { people } = this.#mix;
		const pull = this.#pull;
		const end = this.#from[at + 1]!;
		for (let slot = this.#from[at]!; slot < end; slot++) {
			const other = this.#slots[slot]!;
			if (other === leaving) continue;
			pull[leaving * people + other]! -= prices.again;
			pull[other * people + leaving]! -= prices.again;
			pull[coming * people + other]! += prices.again;
			pull[other * people + coming]! += prices.again;
		}
	}

	/**
	 * What it costs that two take each other's whole day. Somebody still meets the same people as often as somebody did, and
	 * visits the same tables: what changes is who likes it.
	 */
	#costOfDays(a: number, b: number): number {
		const { people, tables, rounds, places, pairCost } = this.#mix;
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
