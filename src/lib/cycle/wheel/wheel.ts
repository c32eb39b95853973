/**
 * The geometry of the annual wheel: pure, in units of a drawing 1000 wide with its centre in (0,0).
 * 1 January is at the top and the year runs with the clock. Angles are radians from the top.
 */
import { round } from '#lib/ui/show/marks.ts';

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
	/** Who is responsible, unit and role in one text. */
	unit?: string;
	/** The responsible unit alone: whose ring it is on when the rings are units. */
	owner?: string;
	/** When the work with it begins. */
	leadFrom?: string;
	href?: string;
	/** Not fixed yet: drawn hollow. */
	planned?: boolean;
	/** `lang` of the title when it differs from the page's. */
	lang?: string;
};

/** A stretch of days, both ends inclusive: a preferred window, a school break, a public holiday. */
/** Days in a row; `name` is what in the title is in another language than the page. */
export type WheelSpan = { title: string; name?: string; from: string; to: string };

/** A year as the wheel and its list show it. */
export type WheelYear = {
	year: number;
	today: string | null;
	entries: readonly WheelEntry[];
	/** Preferred weeks for a gathering. */
	windows?: readonly WheelSpan[];
	/** School breaks and public holidays. */
	breaks?: readonly WheelSpan[];
};

/** The size of the wheel as a file, with labels and legend. */
export const picture = { width: 1920, height: 1320 } as const;

export const radii = { rim: 490, months: 428, weeks: 414, thread: 362, hub: 150 } as const;

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

/** Whether it has not been yet: it is on or after `today`, or some day of a month that is not over. */
export function isAhead(today: string, entry: WheelEntry): boolean {
	return entry.date === null ? entry.month >= today.slice(0, 7) : (entry.endDate ?? entry.date) >= today;
}

/** By day; what only has a month comes after the dated of that month. */
export function inOrder(a: WheelEntry, b: WheelEntry): number {
	const key = (entry: WheelEntry) => entry.date ?? `${entry.month}-99`;
	return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.title < b.title ? -1 : a.title > b.title ? 1 : 0;
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
