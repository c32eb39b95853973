import { costs } from './annealing.ts';
import type { Seating, Sitter } from './solve.ts';
import { pairOf, type Ties } from './quality.ts';

export type Placed = { sitterId: string; round: number; table: number };
/** `stays`: the table (from 0) of those with a pin. `capacity`: how many each table takes. */
type Options = { stays?: ReadonlyMap<string, number>; capacity?: readonly number[] };

/**
 * Finds seats for `late` in the rounds from `fromRound` (1-based) on, without moving anybody: at the smallest tables, and among
 * them where they have not been, meet nobody they are kept apart from, have met fewest and find fewest of their own unit.
 * Those with a pin sit at its table.
 */
export function findSeats(
	seating: Seating,
	ties: Ties,
	late: readonly Sitter[],
	fromRound: number,
	{ stays = new Map(), capacity = [] }: Options = {}
): Placed[] {
	const costOf = costsBetween(ties, late);
	const seats = seating.map((round) => round.map((table) => [...table]));
	const placed: Placed[] = [];
	for (const sitter of late) {
		const day = daySoFar(seats.slice(0, fromRound - 1), sitter.id);
		for (const [at, round] of seats.entries()) {
			if (at + 1 < fromRound || round.some((people) => people.includes(sitter.id))) continue;
			const ranks = round.map((people, table) => {
				const { cost, isApart } = costOf(sitter, people, day.met);
				const isFull = people.length >= (capacity[table] ?? Infinity);
				// Keeping a pair apart weighs more than tables of equal size; nothing else does.
				return [Number(isFull), Number(isApart), people.length, cost + (day.been.has(table) ? costs.revisit : 0)] as const;
			});
			const table = stays.get(sitter.id) ?? ranks.reduce((best, rank, at) => (comesBefore(rank, ranks[best]!) ? at : best), 0);
			day.been.add(table);
			for (const other of round[table]!) day.met.add(other);
			round[table]!.push(sitter.id);
			placed.push({ sitterId: sitter.id, round: at + 1, table });
		}
	}
	return placed;
}

/** Which tables somebody has been at and whom they have met: those who left and came back have a past. */
function daySoFar(rounds: Seating, id: string): { been: Set<number>; met: Set<string> } {
	const been = new Set<number>();
	const met = new Set<string>();
	for (const round of rounds) {
		const table = round.findIndex((people) => people.includes(id));
		if (table < 0) continue;
		been.add(table);
		for (const other of round[table]!) met.add(other);
	}
	return { been, met };
}

/**
 * The cost of seating somebody with `people`, those they have `met` today included, and whether they are to be kept apart from one of
 * them.
 */
function costsBetween(ties: Ties, late: readonly Sitter[]) {
	const unitOf = new Map([...ties.sitters, ...late].map((sitter) => [sitter.id, sitter.unitId]));
	const levelOf = new Map([...ties.sitters, ...late].map((sitter) => [sitter.id, sitter.levelId ?? null]));
	const apart = new Set((ties.apart ?? []).map(([a, b]) => pairOf(a, b)));
	const former = new Set((ties.history ?? []).map(({ a, b }) => pairOf(a, b)));
	return ({ id, unitId, levelId }: Sitter, people: readonly string[], met: ReadonlySet<string>) => {
		const count = (is: (other: string) => boolean) => people.filter(is).length;
		const apartFrom = count((other) => apart.has(pairOf(id, other)));
		const cost =
			costs.apart * apartFrom +
			costs.again * count((other) => met.has(other)) +
			costs.unit * count((other) => unitId !== null && unitOf.get(other) === unitId) +
			costs.former * count((other) => former.has(pairOf(id, other))) +
			costs.level * count((other) => Boolean(levelId) && levelOf.get(other) === levelId);
		return { cost, isApart: apartFrom > 0 };
	};
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
	const at = a.findIndex((value, index) => value !== b[index]);
	return at >= 0 && a[at]! < b[at]!;
}
