import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/*
 * The order of things on a board: each holds a position, a string that sorts; a new one fits between any two
 * (fractional indexing), so that two people can move things at the same moment without a common list.
 */

const longest = 256;

/** Whether `value` is a position the fractional index can work with; a forged one would make it throw for everybody. */
export function isPosition(value: unknown): value is string {
	if (typeof value !== 'string' || value.length > longest || !/^[A-Za-z][0-9A-Za-z]+$/.test(value)) return false;
	try {
		generateKeyBetween(value, null);
		return true;
	} catch {
		return false;
	}
}

/** A position after `before` and before `after`; null is the very beginning or end. */
export function positionBetween(before: string | null, after: string | null): string {
	return generateKeyBetween(before, after);
}

/**
 * A position at `index` among sorted siblings, and new positions for those of them (by index) that must yield:
 * two people who put notes in one place at the same moment gave both the same position, and nothing fits between those.
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
