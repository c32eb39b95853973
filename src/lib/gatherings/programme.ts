import { minutesOf, type LocalTime } from '#lib/dates.ts';

/** A part of the day: from `startTime`, `minutes` long. */
export type Slot = { startTime: LocalTime; minutes: number };

/** No programme begins before or ends after these: gatherings are held in working days and evenings. */
export const dayStarts: LocalTime = '06:00';
export const dayEnds: LocalTime = '23:00';
/** The longest a part may be, in minutes. */
export const longestItem = 480;

/** Minutes since midnight as `HH:MM`; 24:00 and later stay readable, as `24:15`. */
function clock(minutes: number): LocalTime {
	return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** When a part ends. Past midnight it counts on: `24:15`. */
export function endOf(slot: Slot): LocalTime {
	return clock(minutesOf(slot.startTime) + slot.minutes);
}

/** The items one after another from `start`, without gaps, in the order given. */
export function schedule<T extends { minutes: number }>(items: readonly T[], start: LocalTime): (T & { startTime: LocalTime })[] {
	let at = minutesOf(start);
	return items.map((item) => {
		const startTime = clock(at);
		at += item.minutes;
		return { ...item, startTime };
	});
}

/** The items by their start; those that start together keep their order. */
export function inOrder<T extends Slot>(items: readonly T[]): T[] {
	return items.toSorted((a, b) => minutesOf(a.startTime) - minutesOf(b.startTime));
}

/**
 * What is wrong with a day, or null: a part that leaves the day (06:00–23:00), or two parts at the same time.
 * Parts that touch do not overlap.
 */
export function trouble(items: readonly Slot[]): 'outsideDay' | 'overlapping' | null {
	const ordered = inOrder(items);
	if (ordered.some((item) => minutesOf(item.startTime) < minutesOf(dayStarts) || minutesOf(endOf(item)) > minutesOf(dayEnds)))
		return 'outsideDay';
	const overlaps = ordered.some((item, index) => index > 0 && minutesOf(item.startTime) < minutesOf(endOf(ordered[index - 1]!)));
	return overlaps ? 'overlapping' : null;
}

/**
 * Makes room for the part `fixed`, which stays: those that come later are moved just as far as they must; gaps are used up first.
 * Parts that begin before it are not touched, so the result may still overlap.
 */
export function makeRoom<T extends Slot>(items: readonly T[], fixed: T): T[] {
	const start = minutesOf(fixed.startTime);
	const before = inOrder(items.filter((item) => item !== fixed && minutesOf(item.startTime) < start));
	const after = inOrder(items.filter((item) => item !== fixed && minutesOf(item.startTime) >= start));
	let free = start + fixed.minutes;
	const moved = after.map((item) => {
		const at = Math.max(minutesOf(item.startTime), free);
		free = at + item.minutes;
		return { ...item, startTime: clock(at) };
	});
	return [...before, fixed, ...moved];
}

/**
 * Lets the item at `index` change places with its neighbour (`by` −1: earlier, 1: later): both together take the same
 * stretch of the day as before, with the pause between them kept. At the ends nothing changes.
 */
export function swap<T extends Slot>(items: readonly T[], index: number, by: -1 | 1): T[] {
	const ordered = inOrder(items);
	const firstIndex = by === -1 ? index - 1 : index;
	const first = ordered[firstIndex];
	const second = ordered[firstIndex + 1];
	if (!first || !second) return ordered;
	const pause = minutesOf(second.startTime) - minutesOf(endOf(first));
	const start = minutesOf(first.startTime);
	ordered[firstIndex] = { ...second, startTime: clock(start) };
	ordered[firstIndex + 1] = { ...first, startTime: clock(start + second.minutes + pause) };
	return ordered;
}

/** Everything `minutes` later (negative: earlier); undefined when a part would begin before midnight. */
export function shift<T extends Slot>(items: readonly T[], minutes: number): T[] | undefined {
	if (items.some((item) => minutesOf(item.startTime) + minutes < 0)) return undefined;
	return items.map((item) => ({ ...item, startTime: clock(minutesOf(item.startTime) + minutes) }));
}

/** From the first start to the last end; null for an empty programme. */
export function span(items: readonly Slot[]): { startTime: LocalTime; endTime: LocalTime } | null {
	const ordered = inOrder(items);
	const first = ordered[0];
	if (!first) return null;
	return { startTime: first.startTime, endTime: clock(Math.max(...ordered.map((item) => minutesOf(endOf(item))))) };
}

/** Minutes in which nothing is planned between this part and the next. */
export function pauseAfter(items: readonly Slot[], index: number): number {
	const item = items[index];
	const next = items[index + 1];
	return item && next ? minutesOf(next.startTime) - minutesOf(endOf(item)) : 0;
}
