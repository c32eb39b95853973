import { type LocalTime, minutesOf } from '#lib/dates.ts';
import type { ProgrammeItemKind } from '../model.ts';

/** A part of the day: from `startTime`, `minutes` long; in the course that runs beside the rest, or (no `track`) for everybody. */
export type Slot = { startTime: LocalTime; minutes: number; track?: 'course' | null };

const beside = (a: Slot, b: Slot) => (a.track ?? null) === (b.track ?? null);

const overlap = (a: Slot, b: Slot) =>
	minutesOf(a.startTime) < minutesOf(b.startTime) + b.minutes && minutesOf(b.startTime) < minutesOf(a.startTime) + a.minutes;

/** No programme begins before or ends after these: gatherings are held in working days and evenings. */
export const dayStarts: LocalTime = '06:00';

export const dayEnds: LocalTime = '23:00';

/** Minutes in a day: no part begins later. */
export const dayMinutes = 24 * 60;

/** The longest a part may be, in minutes. */
export const maxItemMinutes = 480;

/** Minutes since midnight as `HH:MM`; 24:00 and later stay readable, as `24:15`. */
export function at(minutes: number): LocalTime {
	return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** When a part ends. Past midnight it counts on: `24:15`. */
export function endOf(slot: Slot): LocalTime {
	return at(minutesOf(slot.startTime) + slot.minutes);
}

/** The items one after another from `start`, without gaps, in the order given. */
export function schedule<T extends { minutes: number }>(items: readonly T[], start: LocalTime): (T & { startTime: LocalTime })[] {
	let next = minutesOf(start);
	return items.map((item) => {
		const startTime = at(next);
		next += item.minutes;
		return { ...item, startTime };
	});
}

/** The items by their start; those that start together keep their order. */
export function inOrder<T extends Slot>(items: readonly T[]): T[] {
	return items.toSorted((a, b) => minutesOf(a.startTime) - minutesOf(b.startTime));
}

/**
 * What is wrong with a day, or null: a part that leaves the day (06:00–23:00), or two parts of one track at the same time.
 * Parts that touch do not overlap.
 */
export function scheduleConflict(items: readonly Slot[]): 'invalidTime' | 'conflictTime' | null {
	const ordered = inOrder(items);
	if (ordered.some((item) => minutesOf(item.startTime) < minutesOf(dayStarts) || minutesOf(endOf(item)) > minutesOf(dayEnds)))
		return 'invalidTime';
	const overlaps = ordered.some((item, index) => ordered.slice(index + 1).some((next) => beside(item, next) && overlap(item, next)));
	return overlaps ? 'conflictTime' : null;
}

export type Warning<T> =
	/** The programme ends after the time that the day is to end. */
	| { kind: 'overrun'; endTime: LocalTime; until: LocalTime; minutes: number }
	/** Whoever is at the course misses a part that is meant for everybody. */
	| { kind: 'missed'; course: T; part: T };

/** What is meant for all who came, so that a course beside it keeps some of them away. */
const forAll: readonly ProgrammeItemKind[] = ['opening', 'sinceLast', 'workshop', 'cafe', 'plenary', 'lunch', 'closing'];

/**
 * What may be as it is but should be seen: a programme longer than the day, which ends at `until`, and a course beside what all should be
 * at.
 */
export function warnings<T extends Slot & { kind: ProgrammeItemKind }>(items: readonly T[], until: LocalTime | null): Warning<T>[] {
	const end = span(items)?.endTime;
	const over = until !== null && end ? minutesOf(end) - minutesOf(until) : 0;
	const missed = items
		.filter((item) => item.track === 'course')
		.flatMap((course) =>
			items
				.filter((part) => !part.track && forAll.includes(part.kind) && overlap(course, part))
				.map((part) => ({ kind: 'missed' as const, course, part }))
		);
	return over > 0 ? [{ kind: 'overrun', endTime: end!, until: until!, minutes: over }, ...missed] : missed;
}

/**
 * Makes room for the part `fixed`, which stays: those that come later are moved just as far as they must; gaps are used up first.
 * Parts that begin before it, and those of another track, are not touched, so the result may still overlap.
 */
export function makeRoom<T extends Slot>(items: readonly T[], fixed: T): T[] {
	const start = minutesOf(fixed.startTime);
	const others = items.filter((item) => item !== fixed && beside(item, fixed));
	const before = inOrder(others.filter((item) => minutesOf(item.startTime) < start));
	const after = inOrder(others.filter((item) => minutesOf(item.startTime) >= start));
	let free = start + fixed.minutes;
	const moved = after.map((item) => {
		const start = Math.max(minutesOf(item.startTime), free);
		free = start + item.minutes;
		return { ...item, startTime: at(start) };
	});
	return inOrder([...before, fixed, ...moved, ...items.filter((item) => !beside(item, fixed))]);
}

/**
 * Lets the item at `index` change places with its neighbour in its own track (`by` −1: earlier, 1: later): both together take the
 * same stretch of the day as before, with the pause between them kept. At the ends nothing changes.
 */
export function swap<T extends Slot>(items: readonly T[], index: number, by: -1 | 1): T[] {
	const ordered = inOrder(items);
	const item = ordered[index];
	const own = item ? ordered.filter((one) => beside(one, item)) : [];
	const other = own[own.indexOf(item!) + by];
	if (!item || !other) return ordered;
	const [first, second] = by === -1 ? [other, item] : [item, other];
	const pause = minutesOf(second.startTime) - minutesOf(endOf(first));
	const start = minutesOf(first.startTime);
	return inOrder(
		ordered.map((one) => {
			if (one === second) return { ...second, startTime: at(start) };
			return one === first ? { ...first, startTime: at(start + second.minutes + pause) } : one;
		})
	);
}

/**
 * The parts in the order of `ids`, from the same start: pauses stay where they were in the day, between the first and second, the
 * second and third … part. Those of the course stay where they are. undefined when `ids` are not just the ids of the common parts.
 */
export function reorder<T extends Slot & { id: string }>(items: readonly T[], ids: readonly string[]): T[] | undefined {
	const common = inOrder(items.filter((item) => !item.track));
	const wanted = ids.flatMap((id) => common.find((item) => item.id === id) ?? []);
	if (wanted.length !== common.length || new Set(ids).size !== ids.length || ids.length !== common.length) return undefined;
	let next = minutesOf(common[0]?.startTime ?? '00:00');
	const placed = wanted.map((item, index) => {
		const startTime = at(next);
		next += item.minutes + pauseAfter(common, index);
		return { ...item, startTime };
	});
	return inOrder([...placed, ...items.filter((item) => item.track)]);
}

/** Everything `minutes` later (negative: earlier); undefined when a part would begin before midnight. */
export function shift<T extends Slot>(items: readonly T[], minutes: number): T[] | undefined {
	if (items.some((item) => minutesOf(item.startTime) + minutes < 0)) return undefined;
	return items.map((item) => ({ ...item, startTime: at(minutesOf(item.startTime) + minutes) }));
}

/** From the first start to the last end; null for an empty programme. */
export function span(items: readonly Slot[]): { startTime: LocalTime; endTime: LocalTime } | null {
	const ordered = inOrder(items);
	const first = ordered[0];
	if (!first) return null;
	return { startTime: first.startTime, endTime: at(Math.max(...ordered.map((item) => minutesOf(endOf(item))))) };
}

/** Minutes in which nothing is planned between this part and the next. */
export function pauseAfter(items: readonly Slot[], index: number): number {
	const item = items[index];
	const next = items[index + 1];
	return item && next ? minutesOf(next.startTime) - minutesOf(endOf(item)) : 0;
}

/** What a talk may be cut down to, in minutes. */
export const minTalkMinutes = 15;
