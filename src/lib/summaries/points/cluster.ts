import { alike, comparable, likenessOf } from '#lib/topics/similarity.ts';
import { minGroupSize } from '#lib/groupSize.ts';

/**
 * Two points this alike are shown near each other: a little under what makes two topics one, since nothing is merged before somebody says
 * so.
 */
export const near = alike - 0.15;

/**
 * Points that say nearly the same, in groups of two or more: two belong together when their words are alike (Dice over trigrams,
 * `likeness`, at least `near`), directly or through others. Groups and the points in them keep the order they were given in. n²/2
 * comparisons.
 */
export function nearGroups<P extends { id: string; text: string }>(points: readonly P[]): P[][] {
	const compared = points.map(({ text }) => comparable(text));
	const leader = points.map((_, at) => at);
	const find = (at: number): number => (leader[at] === at ? at : (leader[at] = find(leader[at]!)));
	for (let one = 0; one < points.length; one++)
		for (let other = one + 1; other < points.length; other++)
			if (find(one) !== find(other) && likenessOf(compared[one]!, compared[other]!) >= near)
				leader[Math.max(find(one), find(other))] = Math.min(find(one), find(other));
	return [...Map.groupBy(points.keys(), find).values()].filter((group) => group.length > 1).map((group) => group.map((at) => points[at]!));
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
