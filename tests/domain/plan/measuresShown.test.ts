import { expect, test } from 'vitest';
import { nothingMore, isOverdue } from '#lib/plan/document/model.ts';
import type { ElementView } from '#lib/plan/document/queries.server.ts';
import { chosen, costsOf, wantedIn, yearsIn } from '../../../src/routes/plan/measures.ts';

const today = '2018-01-15';
const element = (elementId: string, more: Partial<ElementView>): ElementView => ({
	...nothingMore,
	...{ elementId, kind: 'measure', parentId: 'goal', position: 1, number: elementId, edition: 1, nn: elementId, nb: '' },
	...{ unit: null, series: null, indicator: null, status: { status: 'ongoing', date: null }, findings: [] },
	...more
});
const plan = [
	element('goal', { kind: 'goal', parentId: null, status: null }),
	element('late', { unitId: 'nav', deadline: '2017-12-31', costKr: 100 }),
	element('done', { unitId: 'nav', deadline: '2017-12-31', costKr: 20, status: { status: 'done', date: '2017-06-01' } }),
	element('open', { costKr: 3 }),
	element('ahead', { unitId: 'bu', deadline: '2019-06-30' }),
	element('chapter', { kind: 'chapter', parentId: null, status: null })
];
const shown = (query: string) => chosen(plan, wantedIn(new URLSearchParams(query)), today).map(({ elementId }) => elementId);

test('a measure is overdue when its deadline has passed and it is neither done nor stopped', () => {
	expect(plan.filter((one) => isOverdue(one, today)).map(({ elementId }) => elementId)).toEqual(['late']);
	expect(isOverdue(plan[1]!, '2017-12-31')).toBe(false);
});

test('measures are shown by unit, status and deadline, under their goals; nothing asked for is the whole plan', () => {
	expect(shown('')).toHaveLength(plan.length);
	expect(shown('unit=nav')).toEqual(['goal', 'late', 'done']);
	expect(shown('unit=nav&status=done')).toEqual(['goal', 'done']);
	expect(shown('due=overdue')).toEqual(['goal', 'late']);
	expect(shown('due=2019')).toEqual(['goal', 'ahead']);
	expect(shown('due=none')).toEqual(['goal', 'open']);
	expect(shown('unit=finst-ikkje')).toEqual([]);
	expect(shown('status=tull&due=<b>')).toHaveLength(plan.length);
	expect(yearsIn(plan)).toEqual(['2017', '2019']);
});

test('costs are summed by year, and how many do not say what they cost is told', () => {
	expect(costsOf(plan)).toEqual({
		years: [
			{ year: '2017', kr: 120 },
			{ year: null, kr: 3 }
		],
		total: 123,
		unknown: 1
	});
	expect(costsOf(plan.slice(4))).toBe(null);
});
