/**
 * A seating while it is searched: `places[round][person]` is a table. People with `fixed` ≥ 0 stay at that table.
 * `units` are numbers, equal for people of one unit.
 */
export type Mix = { places: Int32Array[]; units: Int32Array; fixed: Int32Array; tables: number; rounds: number };

/** What is to be avoided, and how much: coming back to a table, meeting somebody again, sitting with one's own unit. */
const price = { revisit: 1000, again: 20, unit: 4 };

/**
 * Improves a seating in place by exchanging two people, in one round or through the whole day, at falling temperature
 * (simulated annealing). What an exchange costs is counted from the two tables it touches, never from the whole room.
 * The number of tries follows the number of seats, so that the result does not depend on how fast the machine is.
 */
export function improve(mix: Mix, random: () => number): void {
	const { places, units, fixed, tables, rounds } = mix;
	const people = units.length;
	const movable = Array.from(fixed.keys()).filter((person) => fixed[person]! < 0);
	if (movable.length < 2 || tables < 2) return;

	/** met[a × people + b]: how many rounds they sit together. */
	const met = new Uint8Array(people * people);
	/** been[person × tables + table]: how many rounds they sit there. */
	const been = new Uint8Array(people * tables);
	const rooms = places.map((places) => {
		const room: number[][] = Array.from({ length: tables }, () => []);
		places.forEach((table, person) => room[table]!.push(person));
		return room;
	});
	let cost = 0;
	for (const room of rooms) {
		for (const [table, around] of room.entries()) {
			for (const [at, a] of around.entries()) {
				if (fixed[a]! < 0) cost += price.revisit * been[a * tables + table]!;
				been[a * tables + table]!++;
				for (const b of around.slice(at + 1)) {
					cost += price.again * met[a * people + b]! + (units[a] === units[b] ? price.unit : 0);
					met[a * people + b]!++;
					met[b * people + a]!++;
				}
			}
		}
	}
	const least = floor(units, tables) * rounds * price.unit;

	/** What it costs that `a` leaves the table around which `b` comes instead: the pairs that end and those that begin. */
	const exchange = (around: readonly number[], a: number, b: number) => {
		let change = 0;
		const [rowA, rowB, unitA, unitB] = [a * people, b * people, units[a], units[b]];
		for (const other of around) {
			if (other === a) continue;
			change += price.again * (met[rowB + other]! - met[rowA + other]! + 1);
			if (units[other] === unitB) change += price.unit;
			if (units[other] === unitA) change -= price.unit;
		}
		return change;
	};
	const costOf = (round: number, a: number, b: number) => {
		const [tableA, tableB] = [places[round]![a]!, places[round]![b]!];
		const [rowA, rowB] = [a * tables, b * tables];
		const visits = been[rowA + tableB]! - been[rowA + tableA]! + 1 + been[rowB + tableA]! - been[rowB + tableB]! + 1;
		return price.revisit * visits + exchange(rooms[round]![tableA]!, a, b) + exchange(rooms[round]![tableB]!, b, a);
	};
	const replace = (around: number[], a: number, b: number) => {
		for (const other of around) {
			if (other === a) continue;
			met[a * people + other]!--;
			met[other * people + a]!--;
			met[b * people + other]!++;
			met[other * people + b]!++;
		}
		around[around.indexOf(a)] = b;
	};
	const swap = (round: number, a: number, b: number) => {
		const seats = places[round]!;
		const [tableA, tableB] = [seats[a]!, seats[b]!];
		replace(rooms[round]![tableA]!, a, b);
		replace(rooms[round]![tableB]!, b, a);
		been[a * tables + tableA]!--;
		been[a * tables + tableB]!++;
		been[b * tables + tableB]!--;
		been[b * tables + tableA]!++;
		seats[a] = tableB;
		seats[b] = tableA;
	};
	/** Exchanges the whole day of two people; table visits stay as good as they were. Gives what it cost. */
	const swapDays = (a: number, b: number) => {
		let change = 0;
		for (let round = 0; round < rounds; round++) {
			if (places[round]![a] === places[round]![b]) continue;
			change += costOf(round, a, b);
			swap(round, a, b);
		}
		return change;
	};

	const tries = Math.min(1_500_000, Math.max(20_000, movable.length * rounds * 600));
	const [hot, cold] = [price.again * 1.2, price.unit / 8];
	let best = cost;
	let bestPlaces = places.map((seats) => seats.slice());
	for (let attempt = 0; attempt < tries && best > least; attempt++) {
		const temperature = hot * (cold / hot) ** (attempt / tries);
		const a = movable[Math.floor(random() * movable.length)]!;
		const b = movable[Math.floor(random() * movable.length)]!;
		const round = Math.floor(random() * rounds);
		const wholeDay = random() < 0.1;
		const accepted = (change: number) => change <= 0 || random() < Math.exp(-change / temperature);
		if (wholeDay) {
			const change = swapDays(a, b);
			if (accepted(change)) cost += change;
			else swapDays(a, b);
		} else if (places[round]![a] !== places[round]![b]) {
			const change = costOf(round, a, b);
			if (!accepted(change)) continue;
			swap(round, a, b);
			cost += change;
		}
		if (cost < best) {
			best = cost;
			bestPlaces = places.map((seats) => seats.slice());
		}
	}
	bestPlaces.forEach((seats, round) => places[round]!.set(seats));
}

/** The fewest same-unit pairs a round can have: each unit spread as evenly as it goes. */
function floor(units: Int32Array, tables: number): number {
	const sizes = new Map<number, number>();
	for (const unit of units) sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
	let pairs = 0;
	for (const size of sizes.values()) {
		const each = Math.floor(size / tables);
		const more = size % tables;
		pairs += (tables - more) * ((each * (each - 1)) / 2) + more * ((each * (each + 1)) / 2);
	}
	return pairs;
}
