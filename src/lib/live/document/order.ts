import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/*
 * The order of entries: each has a position, a string that sorts, and a new one fits between any two (fractional indexing).
 * So two people can move entries at the same moment without a shared list.
 */

const maxPositionLength = 256;

/** Whether the fractional index accepts `value`; a forged position would make it throw in every client. */
export function isPosition(value: unknown): value is string {
	if (typeof value !== 'string' || value.length > maxPositionLength || !/^[A-Za-z][0-9A-Za-z]+$/.test(value)) return false;
	try {
		generateKeyBetween(value, null);
		return true;
	} catch {
		return false;
	}
}

/** A position between `before` and `after`; null is the beginning or end. */
export function positionBetween(before: string | null, after: string | null): string {
	return generateKeyBetween(before, after);
}

/** `count` positions, in order. */
export const positions = (count: number): string[] => generateNKeysBetween(null, null, count);

/**
 * A position at `index` among sorted siblings, and new positions for those of them (by index) that must move: two entries
 * that were put in one place at the same moment have the same position, and nothing fits between these.
 */
export function positionAt(siblings: readonly string[], index: number): { pos: string; yielding: Map<number, string> } {
	const before = siblings[index - 1] ?? null;
	const after = siblings[index] ?? null;
	if (before === null || after === null || before < after) return { pos: positionBetween(before, after), yielding: new Map() };
	let end = index;
	while (siblings[end] === before) end++;
	const [pos, ...rest] = generateNKeysBetween(before, siblings[end] ?? null, end - index + 1);
	return { pos: pos as string, yielding: new Map(rest.map((next, i) => [index + i, next])) };
}
