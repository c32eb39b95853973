import { nameOrder } from '#lib/text/names.ts';
import { angleOf, inOrder, isIn, monthsOf, point, radii, spanAngles, type WheelEntry, type WheelKind } from './wheel.ts';

export type Placed = {
	entry: WheelEntry;
	angle: number;
	radius: number;
	x: number;
	y: number;
	/** Half the mark's width. */
	size: number;
	/** Set when it lasts, or when only the month is known. */
	span: { from: number; to: number } | null;
};

/** What the rings stand for. */
export type RingsBy = 'kind' | 'unit';

/** `onLine`: a mark that stands alone stands on the ring's own line, as knots do on a thread. `name` is the unit's, when it is a unit's. */
export type Ring = {
	holds: (entry: WheelEntry) => boolean;
	kinds: readonly WheelKind[];
	name?: string;
	radius: number;
	depth: number;
	size: number;
	onLine?: true;
};

const ofKinds = (...kinds: WheelKind[]) => ({ kinds, holds: ({ kind }: WheelEntry) => kinds.includes(kind) });
const thread: Ring = { ...ofKinds('gathering'), radius: radii.thread, depth: 80, size: 24, onLine: true };

/** From the outside in: what gathers people, who meets, what is written, what falls due. */
const byKind: readonly Ring[] = [
	thread,
	{ ...ofKinds('body'), radius: 298, depth: 48, size: 12 },
	{ ...ofKinds('report', 'hearing'), radius: 242, depth: 44, size: 12 },
	{ ...ofKinds('budget', 'deadline', 'other'), radius: 188, depth: 40, size: 12 }
];

/** More rings than this inside the thread, and none is wide enough. */
const maxUnits = 5;
const inside = { from: 322, to: 166 } as const;

/**
 * The rings of a year's entries from the outside in; the gatherings are always outermost, on the thread. By unit: those with most
 * entries have a ring each, the rest share the innermost (`name` undefined) with what no unit owns; the more it holds, the wider it is.
 */
export function ringsOf(entries: readonly WheelEntry[], by: RingsBy): readonly Ring[] {
	if (by === 'kind') return byKind;
	const others = entries.filter(({ kind }) => kind !== 'gathering' && kind !== 'break');
	const counts = Map.groupBy(others, ({ owner }) => owner ?? '');
	const owners = [...counts]
		.filter(([owner]) => owner !== '')
		.toSorted(([a, one], [b, other]) => other.length - one.length || nameOrder(a, b))
		.map(([owner]) => owner);
	const shared = counts.has('') || owners.length > maxUnits;
	const own = owners.slice(0, shared ? maxUnits - 1 : maxUnits);
	const names: (string | undefined)[] = shared ? [...own, undefined] : own;
	const rest = (entry: WheelEntry) => entry.kind !== 'gathering' && entry.kind !== 'break';
	const rings = names.map((name) => {
		const holds = (entry: WheelEntry) => rest(entry) && (name === undefined ? !own.includes(entry.owner ?? '') : entry.owner === name);
		const held = others.filter(holds);
		return { name, holds, kinds: [...new Set(held.map(({ kind }) => kind))], weight: Math.sqrt(held.length) };
	});
	const whole = rings.reduce((sum, { weight }) => sum + weight, 0) || 1;
	let edge: number = inside.from;
	return [
		thread,
		...rings.map(({ name, holds, kinds, weight }): Ring => {
			const step = ((inside.from - inside.to) * weight) / whole;
			edge -= step;
			const radius = edge + step / 2;
			return { kinds, holds, ...(name !== undefined && { name }), radius, depth: step - 4, size: Math.min(12, step / 2 - 4) };
		})
	];
}

/**
 * Puts every entry of `year` on its ring. Neighbours that would touch move to lanes inwards and outwards within the ring's
 * depth; a ring that is too full draws all its marks smaller. Breaks are not placed: they are drawn behind.
 */
export function placeMarks(year: number, entries: readonly WheelEntry[], by: RingsBy = 'kind'): Placed[] {
	const placed: Placed[] = [];
	const within = entries.filter((entry) => isIn(year, entry));
	for (const ring of ringsOf(within, by)) {
		const own = within.filter(ring.holds).sort(inOrder);
		let size = ring.size;
		let lanes = seat(year, own, ring, size);
		while (lanes === null && size > 4) lanes = seat(year, own, ring, (size -= 1));
		placed.push(...(lanes ?? seat(year, own, ring, size, true)!));
	}
	return placed;
}

function seat(year: number, entries: readonly WheelEntry[], ring: Ring, size: number, crowded = false): Placed[] | null {
	const step = 2 * size + 2;
	const most = Math.max(1, Math.floor((ring.depth + 2) / step));
	const count = ring.onLine && most % 2 === 0 ? most - 1 : most;
	const offsets = Array.from({ length: count }, (_, lane) => (lane - (count - 1) / 2) * step).sort((a, b) => Math.abs(a) - Math.abs(b));
	const taken: number[][] = offsets.map(() => []);
	const placed: Placed[] = [];
	for (const entry of entries) {
		const span = spanOf(year, entry);
		const angle = entry.date !== null && !entry.endDate ? angleOf(year, entry.date) : (span!.from + span!.to) / 2;
		const free = (lane: number) => taken[lane]!.every((other) => apart(other, angle) * (ring.radius + offsets[lane]!) >= step);
		const lane = offsets.findIndex((_, at) => free(at));
		if (lane < 0 && !crowded) return null;
		const at = lane < 0 ? placed.length % count : lane;
		taken[at]!.push(angle);
		const radius = ring.radius + offsets[at]!;
		placed.push({ entry, angle, radius, ...point(angle, radius), size, span });
	}
	return placed;
}

function apart(a: number, b: number): number {
	const between = Math.abs(a - b);
	return Math.min(between, 2 * Math.PI - between);
}

function spanOf(year: number, entry: WheelEntry): { from: number; to: number } | null {
	if (entry.date === null) {
		const month = monthsOf(year)[Number(entry.month.slice(5, 7)) - 1]!;
		return { from: month.from, to: month.to };
	}
	return entry.endDate ? spanAngles(year, { from: entry.date, to: entry.endDate }) : null;
}
