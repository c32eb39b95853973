import { minGroupSize } from '#lib/groupSize.ts';

/** Somebody at a table in a round; `person` is the same at every table, in every year, as far as anybody knows. */
export type Sat = { table: string; gathering: string; person: string; unit: string };

export type Contact = {
	/** Pairs of people, one from each unit, who have sat at the same table. */
	pairs: number;
	/** Gatherings that both units were at. */
	gatherings: number;
};

export type ContactMatrix = {
	/** Units with three people or more, in the order given. */
	units: string[];
	/** `a b` with `a` before `b` in `units` (or the same) → how they have met. */
	met: Map<string, Contact>;
	/** How many units are left out: those of which fewer than three have been there. */
	hidden: number;
};

/**
 * Which units have met which: by people who sat together, and by gatherings that both were at. A pair that met five times is one pair:
 * what counts is who knows whom. `was` tells who was at which gathering, seated or not.
 */
export function contactMatrix(order: readonly string[], sat: readonly Sat[], was: readonly Omit<Sat, 'table'>[]): ContactMatrix {
	const people = new Map<string, Set<string>>();
	for (const { unit, person } of [...sat, ...was]) people.set(unit, (people.get(unit) ?? new Set()).add(person));
	const units = order.filter((unit) => (people.get(unit)?.size ?? 0) >= minGroupSize.unit);
	const rank = new Map(units.map((unit, index) => [unit, index]));
	const keyOf = (a: string, b: string) => (rank.get(a)! <= rank.get(b)! ? `${a} ${b}` : `${b} ${a}`);
	const pairs = new Map<string, Set<string>>();
	for (const around of Map.groupBy(sat, ({ table }) => table).values()) {
		for (const [index, one] of around.entries()) {
			for (const other of around.slice(index + 1)) {
				if (one.person === other.person || !rank.has(one.unit) || !rank.has(other.unit)) continue;
				const key = keyOf(one.unit, other.unit);
				pairs.set(key, (pairs.get(key) ?? new Set()).add([one.person, other.person].toSorted().join(' ')));
			}
		}
	}
	const at = new Map(units.map((unit) => [unit, new Set<string>()]));
	for (const { unit, gathering } of was) at.get(unit)?.add(gathering);
	const met: ContactMatrix['met'] = new Map();
	for (const [index, a] of units.entries()) {
		for (const b of units.slice(index)) {
			const key = `${a} ${b}`;
			met.set(key, { pairs: pairs.get(key)?.size ?? 0, gatherings: at.get(a)!.intersection(at.get(b)!).size });
		}
	}
	return { units, met, hidden: people.size - units.length };
}
