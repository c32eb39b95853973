import { expect, test } from 'vitest';
import { nearGroups } from '#lib/summaries/points/cluster.ts';
import { alikePairs } from '#lib/summaries/points/likeness.ts';
import { heldOut, apart, same, type Pair } from './samePoint.table.ts';

const offered = (pair: Pair) => alikePairs([...pair]).length === 1;
/** How many of those that are offered are the same, and how many of the same are offered. */
function measured(those: { same: readonly Pair[]; apart: readonly Pair[] }) {
	const right = those.same.filter(offered).length;
	return { precision: right / (right + those.apart.filter(offered).length), recall: right / those.same.length };
}

test('nine of ten pairs that are offered as one say the same, and four of five that do are offered', () => {
	for (const those of [{ same, apart }, heldOut]) {
		const { precision, recall } = measured(those);
		console.info(`${those.same.length + those.apart.length} pairs: precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`);
		expect(precision).toBeGreaterThanOrEqual(0.9);
		expect(recall).toBeGreaterThanOrEqual(0.8);
	}
});

test('of all groups offered among some 300 points at once, at most one in ten holds two that are to be kept apart', () => {
	const texts = [...new Set([...same, ...apart, ...heldOut.same, ...heldOut.apart].flat())];
	const groups = nearGroups(texts.map((text) => ({ text }))).map((group) => new Set(group.map(({ text }) => text)));
	const wrong = groups.filter((group) => [...apart, ...heldOut.apart].some((pair) => pair.every((text) => group.has(text))));
	console.info(`${texts.length} points: ${groups.length} groups, ${wrong.length} of them wrong`);
	expect(groups.length).toBeGreaterThan(60);
	expect(wrong.length / groups.length).toBeLessThanOrEqual(0.1);
});

test('points are offered as one only when each says the same as every other', () => {
	const [left, middle, right] = ['Kurs i bustøtte for nye tilsette', 'Kurs for nye tilsette', 'Kurs i startlån for nye tilsette'];
	expect(alikePairs([left, middle])).toHaveLength(1);
	expect(alikePairs([middle, right])).toHaveLength(1);
	expect(nearGroups([left, middle, right].map((text) => ({ text })))).toEqual([[{ text: left }, { text: middle }]]);
});

test('an opposite word keeps two points apart, however alike they are otherwise', () => {
	expect(offered(['Fleire kommunale bustader i sentrum', 'Færre kommunale bustader i sentrum'])).toBe(false);
	expect(offered(['Melding til Nav før utkasting', 'Melding til Nav etter utkasting'])).toBe(false);
});
