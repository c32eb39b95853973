/**
 * The geometry of the annual wheel: pure, in units of a drawing 1000 wide with its centre in (0,0).
 * 1 January is at the top and the year runs with the clock. Angles are radians from the top.
 */
import { round } from '#lib/ui/marks.ts';

export type WheelKind = 'gathering' | 'body' | 'report' | 'hearing' | 'budget' | 'deadline' | 'break' | 'other';

/** One point of the year. `date` null: only the month is known. `colour` is the responsible unit's number, 0–11. */
export type WheelEntry = {
	id: string;
	title: string;
	date: string | null;
	month: string;
	endDate?: string | null;
	kind: WheelKind;
	colour: number;
	/** The responsible unit's name, for labels and the legend. */
	unit?: string;
	href?: string;
	/** Not fixed yet: drawn hollow. */
	planned?: boolean;
	/** `lang` of the title when it differs from the page's. */
	lang?: string;
};

/** A stretch of days, both ends inclusive: a preferred window, a school break, a public holiday. */
export type WheelSpan = { title: string; from: string; to: string };

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

/** `spoke` runs from the mark out to the rim, `leader` from there to the label. */
export type Label = { placed: Placed; side: 'left' | 'right'; y: number; title: string; spoke: string; leader: string };

export const radii = { rim: 490, months: 428, weeks: 414, thread: 362, hub: 150 } as const;

/** `onLine`: a mark that stands alone stands on the ring's own line, as knots do on a thread. */
type Ring = { kinds: readonly WheelKind[]; radius: number; depth: number; size: number; onLine?: true };

/** From the outside in: what gathers people, who meets, what is written, what falls due. */
export const rings: readonly Ring[] = [
	{ kinds: ['gathering'], radius: radii.thread, depth: 80, size: 24, onLine: true },
	{ kinds: ['body'], radius: 298, depth: 48, size: 12 },
	{ kinds: ['report', 'hearing'], radius: 242, depth: 44, size: 12 },
	{ kinds: ['budget', 'deadline', 'other'], radius: 188, depth: 40, size: 12 }
];

/** Which kinds are worth a label first. */
const weight: Record<WheelKind, number> = { gathering: 0, deadline: 1, hearing: 2, report: 3, budget: 4, body: 5, other: 6, break: 7 };

const day = 86_400_000;
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const startOf = (year: number) => Date.UTC(year, 0, 1);

/** Days in the year: 365 or 366. */
export function daysIn(year: number): number {
	return (startOf(year + 1) - startOf(year)) / day;
}

/** Where `date` is on the wheel of `year`; `part` 0 is its first moment, 0.5 its noon, 1 its end. Kept within the year. */
export function angleOf(year: number, date: string, part = 0.5): number {
	const along = (utc(date) - startOf(year)) / day + part;
	return Math.min(Math.max(along / daysIn(year), 0), 1) * 2 * Math.PI;
}

/** The point at `angle` and `radius`. */
export function point(angle: number, radius: number): { x: number; y: number } {
	return { x: round(Math.sin(angle) * radius), y: round(-Math.cos(angle) * radius) };
}

/** An open arc from `from` to `to` (with the clock), as SVG path data; `back` draws it the other way, for text on the lower half. */
export function arc(from: number, to: number, radius: number, back = false): string {
	const whole = to - from >= 2 * Math.PI - 1e-6;
	const end = whole ? to - 0.0001 : to;
	const [a, b] = back ? [point(end, radius), point(from, radius)] : [point(from, radius), point(end, radius)];
	return `M${a.x} ${a.y}A${radius} ${radius} 0 ${end - from > Math.PI ? 1 : 0} ${back ? 0 : 1} ${b.x} ${b.y}`;
}

/** A piece of a ring between two radii, as SVG path data. */
export function band(from: number, to: number, inner: number, outer: number): string {
	const [a, b, c, d] = [point(from, outer), point(to, outer), point(to, inner), point(from, inner)];
	const large = to - from > Math.PI ? 1 : 0;
	return `M${a.x} ${a.y}A${outer} ${outer} 0 ${large} 1 ${b.x} ${b.y}L${c.x} ${c.y}A${inner} ${inner} 0 ${large} 0 ${d.x} ${d.y}Z`;
}

/** The span as angles within `year`; null when it lies outside. */
export function spanAngles(year: number, span: { from: string; to: string }): { from: number; to: number } | null {
	const last = `${year}-12-31`;
	if (span.to < `${year}-01-01` || span.from > last || span.to < span.from) return null;
	return { from: angleOf(year, span.from, 0), to: angleOf(year, span.to, 1) };
}

/** The twelve months with their first day, last day and angles. */
export function monthsOf(year: number): { month: number; key: string; from: number; to: number }[] {
	return Array.from({ length: 12 }, (_, at) => {
		const key = `${year}-${String(at + 1).padStart(2, '0')}`;
		const days = (Date.UTC(year, at + 1, 1) - Date.UTC(year, at, 1)) / day;
		return { month: at + 1, key, from: angleOf(year, `${key}-01`, 0), to: angleOf(year, `${key}-${days}`, 1) };
	});
}

/** The Mondays of the year with their ISO week numbers; `middle` is where the number stands. */
export function weeksOf(year: number): { week: number; start: number; middle: number }[] {
	const first = startOf(year);
	const weeks = [];
	for (let monday = first + ((8 - new Date(first).getUTCDay()) % 7) * day; monday < startOf(year + 1); monday += 7 * day) {
		const thursday = new Date(monday + 3 * day);
		const week = 1 + Math.floor((thursday.getTime() - startOf(thursday.getUTCFullYear())) / (7 * day));
		const date = new Date(monday).toISOString().slice(0, 10);
		weeks.push({ week, start: angleOf(year, date, 0), middle: angleOf(year, date, 3.5) });
	}
	return weeks;
}

/** Whether any of the entry is in `year`. */
export function isIn(year: number, entry: WheelEntry): boolean {
	if (entry.date === null) return entry.month.startsWith(`${year}-`);
	return entry.date <= `${year}-12-31` && (entry.endDate ?? entry.date) >= `${year}-01-01`;
}

/** By day; what only has a month comes after the dated of that month. */
export function inOrder(a: WheelEntry, b: WheelEntry): number {
	const key = (entry: WheelEntry) => entry.date ?? `${entry.month}-99`;
	return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.title < b.title ? -1 : a.title > b.title ? 1 : 0;
}

/**
 * Puts every entry of `year` on its ring. Neighbours that would touch move to lanes inwards and outwards within the ring's
 * depth; a ring that is too full draws all its marks smaller. Breaks are not placed: they are drawn behind.
 */
export function placeMarks(year: number, entries: readonly WheelEntry[]): Placed[] {
	const placed: Placed[] = [];
	for (const ring of rings) {
		const own = entries.filter((entry) => ring.kinds.includes(entry.kind) && isIn(year, entry)).sort(inOrder);
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

/**
 * Moves `wanted` positions as little as needed (least squares) so that neighbours are at least `gap` apart and all within `min`…`max`.
 * Keeps the order given by `wanted`, which must be ascending. When there is not room for all, they share it evenly.
 */
export function spread(wanted: readonly number[], gap: number, min: number, max: number): number[] {
	const room = wanted.length > 1 ? Math.min(gap, (max - min) / (wanted.length - 1)) : gap;
	// Pool adjacent violators on the positions with the gaps taken out.
	const pools: { sum: number; count: number }[] = [];
	wanted.forEach((position, at) => {
		pools.push({ sum: position - at * room, count: 1 });
		while (pools.length > 1 && pools.at(-2)!.sum / pools.at(-2)!.count > pools.at(-1)!.sum / pools.at(-1)!.count) {
			const last = pools.pop()!;
			pools.at(-1)!.sum += last.sum;
			pools.at(-1)!.count += last.count;
		}
	});
	const highest = max - (wanted.length - 1) * room;
	const even = pools.flatMap(({ sum, count }) =>
		Array.from({ length: count }, () => Math.min(Math.max(sum / count, min), Math.max(min, highest)))
	);
	return even.map((position, at) => position + at * room);
}

export const labelling = { gap: 56, top: -470, bottom: 470, edge: 546, longest: 30, mostPerSide: 14 } as const;

/**
 * Labels beside the wheel for the weightiest entries, with leader lines from the rim, never on top of each other.
 * A title that comes back more than three times in the year (monthly meetings) has its place in the list only.
 */
export function placeLabels(placed: readonly Placed[]): Label[] {
	const times = new Map<string, number>();
	for (const { entry } of placed) times.set(entry.title, (times.get(entry.title) ?? 0) + 1);
	const worth = placed
		.filter(({ entry }) => times.get(entry.title)! <= 3)
		.sort((a, b) => weight[a.entry.kind] - weight[b.entry.kind] || inOrder(a.entry, b.entry));
	return (['right', 'left'] as const).flatMap((side) => {
		const sign = side === 'right' ? 1 : -1;
		const own = worth
			.filter(({ angle }) => angle < Math.PI === (side === 'right'))
			.slice(0, labelling.mostPerSide)
			.sort((a, b) => point(a.angle, 1).y - point(b.angle, 1).y);
		const heights = spread(
			own.map(({ angle }) => point(angle, radii.rim + 14).y),
			labelling.gap,
			labelling.top,
			labelling.bottom
		);
		return own.map((mark, at) => {
			const y = round(heights[at]!);
			const from = point(mark.angle, mark.radius + mark.size + 3);
			const rim = point(mark.angle, radii.rim + 14);
			return {
				placed: mark,
				side,
				y,
				title: shorten(mark.entry.title, labelling.longest),
				spoke: `M${from.x} ${from.y}L${rim.x} ${rim.y}`,
				leader: `M${rim.x} ${rim.y}L${sign * (labelling.edge - 20)} ${y}L${sign * (labelling.edge - 8)} ${y}`
			};
		});
	});
}

/** `text` cut between words to at most `longest` characters, with an ellipsis. */
export function shorten(text: string, longest: number): string {
	const signs = [...text];
	if (signs.length <= longest) return text;
	const cut = signs.slice(0, longest - 1).join('');
	const space = cut.lastIndexOf(' ');
	return `${(space > longest / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/, '')}…`;
}

/** The outline of a kind's mark around (0,0), `size` being half its width: told apart by shape as well as by colour. */
export function outline(kind: WheelKind, size: number): string {
	const corners = (count: number, turn: number, stretch = 1) =>
		`M${Array.from({ length: count }, (_, at) => {
			const { x, y } = point(turn + (at * 2 * Math.PI) / count, size * stretch);
			return `${x} ${y}`;
		}).join('L')}Z`;
	if (kind === 'report') return corners(4, Math.PI / 4, 1.22);
	if (kind === 'hearing') return corners(4, 0, 1.2);
	if (kind === 'budget') return corners(6, 0, 1.08);
	if (kind === 'deadline') return corners(3, 0, 1.28);
	const r = kind === 'gathering' ? round(size * 0.54) : kind === 'other' ? round(size * 0.75) : size;
	return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
}
