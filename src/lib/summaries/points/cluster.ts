import { minGroupSize } from '#lib/groupSize.ts';
import { alikePairs } from './likeness.ts';

/**
 * Points that say the same, in groups of two or more, in which each says the same as every other (complete linkage: being alike through a
 * third is not enough, or unrelated points would be offered as one). The likest come together first. Groups and the points in them keep
 * the order they were given in. What `areApart` says of two of them is never in one group, however alike their words are.
 */
export function nearGroups<P extends { text: string }>(points: readonly P[], areApart: (one: P, other: P) => boolean = () => false): P[][] {
	const alikeWords = alikePairs(points.map(({ text }) => text));
	const pairs = alikeWords.filter(({ one, other }) => !areApart(points[one]!, points[other]!));
	const alike = new Set(pairs.map(({ one, other }) => `${one} ${other}`));
	const isAlike = (a: number, b: number) => alike.has(a < b ? `${a} ${b}` : `${b} ${a}`);
	const groupOf = points.map((_, at) => [at]);
	for (const { one, other } of pairs) {
		const [left, right] = [groupOf[one]!, groupOf[other]!];
		if (left === right || !left.every((a) => right.every((b) => isAlike(a, b)))) continue;
		const joined = [...left, ...right].toSorted((a, b) => a - b);
		for (const at of joined) groupOf[at] = joined;
	}
	return [...new Set(groupOf)].filter((group) => group.length > 1).map((group) => group.map((at) => points[at]!));
}

/**
 * The units behind a point, by how many were at its tables, without those that are too small to name; `others` counts the people of
 * those.
 */
export function unitsNamed(people: readonly { personKey: string; unitId: string | null }[]): { unitIds: string[]; others: number } {
	const once = [...new Map(people.map((person) => [person.personKey, person])).values()];
	const byUnit = [...Map.groupBy(once, (person) => person.unitId)].toSorted(([, a], [, b]) => b.length - a.length);
	const named = byUnit.filter(([unitId, group]) => unitId !== null && group.length >= minGroupSize.unit);
	const unitIds = named.map(([unitId]) => unitId!);
	return { unitIds, others: once.length - named.reduce((sum, [, group]) => sum + group.length, 0) };
}
