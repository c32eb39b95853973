import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutBoard, noteHeight } from '#lib/cafe/board/spatialLayout.ts';

const sizes = fc.record({ loose: fc.nat(40), clusters: fc.array(fc.nat(25), { maxLength: 12 }) });
const groupsOf = ({ loose, clusters }: { loose: number; clusters: number[] }) =>
	[...clusters, loose].map((count, at) => ({
		id: at === clusters.length ? null : `k${at}`,
		notes: Array.from({ length: count }, (_, n) => ({ id: `n${at}x${n}` }))
	}));

describe('the board as a map', () => {
	test('every note is on it once, within the table, and no two touch', () => {
		fc.assert(
			fc.property(sizes, (size) => {
				const input = groupsOf(size);
				const { radius, groups } = layoutBoard(input);
				const places = groups.flatMap((group) => group.places);
				expect(places.map(({ id }) => id).sort()).toEqual(input.flatMap(({ notes }) => notes.map(({ id }) => id)).sort());
				for (const { x, y } of places) {
					const [farX, farY] = [Math.abs(x) + 0.5, Math.abs(y) + noteHeight / 2];
					expect(Math.hypot(farX, farY)).toBeLessThanOrEqual(radius);
				}
				for (const [at, one] of places.entries())
					for (const other of places.slice(at + 1))
						expect(Math.abs(one.x - other.x) >= 1 || Math.abs(one.y - other.y) >= noteHeight, `${one.id} and ${other.id}`).toBe(true);
			}),
			{ numRuns: 40 }
		);
	});

	test('notes in no cluster are in the middle, the clusters are around it in their order from the top', () => {
		const { groups } = layoutBoard(groupsOf({ loose: 3, clusters: [4, 4, 4, 4] }));
		const [loose, ...clusters] = groups;
		expect(loose).toMatchObject({ id: null, x: 0, y: 0 });
		expect(clusters.map(({ id, x, y }) => [id, Math.round(Math.sign(Math.round(x))), Math.round(Math.sign(Math.round(y)))])).toEqual([
			['k0', 0, -1],
			['k1', 1, 0],
			['k2', 0, 1],
			['k3', -1, 0]
		]);
	});

	test('the same board is laid out the same way every time, and an empty one is a table still', () => {
		const groups = groupsOf({ loose: 5, clusters: [2, 7] });
		expect(layoutBoard(groups)).toEqual(layoutBoard(structuredClone(groups)));
		expect(layoutBoard(groupsOf({ loose: 0, clusters: [] }))).toEqual({ radius: 2.35, groups: [] });
	});
});
