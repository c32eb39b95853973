import { prices } from './annealing.ts';
import type { Seating, Sitter } from './solve.ts';
import { pairOf, type Ties } from './quality.ts';

export type Placed = { sitterId: string; round: number; table: number };

/**
 * Seats `late` in the rounds from `fromRound` (1-based) on, without moving anybody: at the smallest tables, and among
 * them where they have not been, meet nobody they are kept apart from, have met fewest and find fewest of their own
 * unit. Those with a pin (`stays`: table numbers from 0) sit there.
 */
export function seatLate(
	seating: Seating,
	ties: Ties,
	late: readonly Sitter[],
	fromRound: number,
	{ stays = new Map(), most = [] }: { stays?: ReadonlyMap<string, number>; most?: readonly number[] } = {}
): Placed[] {
	const unitOf = new Map([...ties.sitters, ...late].map((sitter) => [sitter.id, sitter.unitId]));
	const levelOf = new Map([...ties.sitters, ...late].map((sitter) => [sitter.id, sitter.levelId ?? null]));
	const apart = new Set((ties.apart ?? []).map(([a, b]) => pairOf(a, b)));
	const former = new Set((ties.history ?? []).map(({ a, b }) => pairOf(a, b)));
	const seats = seating.map((round) => round.map((table) => [...table]));
	const placed: Placed[] = [];
	for (const { id, unitId, levelId } of late) {
		const been = new Set<number>();
		const met = new Set<string>();
		// Who was taken out and came back has been somewhere.
		for (const round of seats.slice(0, fromRound - 1)) {
			const table = round.findIndex((people) => people.includes(id));
			if (table < 0) continue;
			been.add(table);
			for (const other of round[table]!) met.add(other);
		}
		for (const [at, round] of seats.entries()) {
			if (at + 1 < fromRound || round.some((people) => people.includes(id))) continue;
			const rank = (table: number) => {
				const people = round[table]!;
				const count = (is: (other: string) => boolean) => people.filter(is).length;
				const pairCost =
					(been.has(table) ? prices.revisit : 0) +
					prices.apart * count((other) => apart.has(pairOf(id, other))) +
					prices.again * count((other) => met.has(other)) +
					prices.unit * count((other) => unitId !== null && unitOf.get(other) === unitId) +
					prices.former * count((other) => former.has(pairOf(id, other))) +
					prices.level * count((other) => Boolean(levelId) && levelOf.get(other) === levelId);
				// An apart pair weighs more than a level table; nothing else does.
				const parted = people.some((other) => apart.has(pairOf(id, other)));
				return [Number(people.length >= (most[table] ?? Infinity)), Number(parted), people.length, pairCost] as const;
			};
			const ranks = round.map((_, table) => rank(table));
			const pinned = stays.get(id);
			const best = pinned ?? ranks.reduce((best, one, table) => (comesBefore(one, ranks[best]!) ? table : best), 0);
			been.add(best);
			for (const other of round[best]!) met.add(other);
			round[best]!.push(id);
			placed.push({ sitterId: id, round: at + 1, table: best });
		}
	}
	return placed;
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
	const at = a.findIndex((value, index) => value !== b[index]);
	return at >= 0 && a[at]! < b[at]!;
}
