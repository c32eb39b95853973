import type { Instant } from '#lib/dates.ts';

/** A pause longer than this is no planning any more. */
const idleSeconds = 5 * 60;

/** What a step after a pause (or a first one) counts for. */
const stepSeconds = 30;

/** The most that answering the questions of a new gathering counts for, since nobody sees whether a page is looked at. */
const askedSeconds = 15 * 60;

const secondsBetween = (from: Instant, to: Instant) => (Date.parse(to) - Date.parse(from)) / 1000;

/** What a planning step at `now` adds, in whole seconds: the time since the last one, or half a minute after a pause. */
export function addedBy(lastAt: Instant | null, now: Instant): number {
	const passed = lastAt === null ? Infinity : secondsBetween(lastAt, now);
	return Math.round(passed >= 0 && passed <= idleSeconds ? passed : stepSeconds);
}

/** What making a gathering adds: from when the questions were shown until they were answered, at most a quarter of an hour. */
export function addedByMaking(askedAt: Instant | null, now: Instant): number {
	const passed = askedAt === null ? NaN : secondsBetween(askedAt, now);
	return Number.isFinite(passed) && passed >= 0 ? Math.round(Math.min(passed, askedSeconds)) : stepSeconds;
}

/** Seconds as the whole minutes that are shown: at least one. */
export function shownMinutes(seconds: number): number {
	return Math.max(1, Math.round(seconds / 60));
}
