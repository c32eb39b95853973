import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
	advise,
	adviceOf,
	headcountOn,
	left,
	memoryByUnit,
	pooled,
	stayedSince,
	unitMemory,
	type Headcount,
	type UnitMemory
} from '#lib/topics/memory.ts';

const today = '2018-01-15';
const asked = { reports: [] as Headcount[], registered: 10, halfLifeYears: 2, today };
const memory = (over: Partial<UnitMemory>): UnitMemory => ({
	headcount: 10,
	coverage: 0.9,
	stayed: 1,
	newcomers: 0,
	last: '2017-10-15',
	assumed: false,
	...over
});

describe('What is left of a topic', () => {
	test('a half after its half-life, a quarter after twice that', () => {
		expect(left('2016-01-15', today, 2)).toBeCloseTo(0.5, 2);
		expect(left('2014-01-15', today, 2)).toBeCloseTo(0.25, 2);
		expect(left('2014-01-15', today, 4)).toBeCloseTo(0.5, 2);
		expect(left(today, today, 2)).toBe(1);
	});

	test('counts for the share of the unit that was there', () => {
		expect(unitMemory({ ...asked, heard: [{ date: today, attended: 4 }] }).coverage).toBeCloseTo(0.4);
		expect(unitMemory({ ...asked, heard: [{ date: today, attended: 40 }] }).coverage).toBe(1);
	});

	test('twice half the unit is three quarters of it, since nobody keeps who was where', () => {
		const heard = [
			{ date: today, attended: 5 },
			{ date: today, attended: 5 }
		];
		expect(unitMemory({ ...asked, heard }).coverage).toBeCloseTo(0.75);
	});

	test('a unit that was there uncounted is taken to have been there with everybody, and that is told', () => {
		expect(unitMemory({ ...asked, heard: [{ date: today, attended: null }] })).toMatchObject({ coverage: 1, assumed: true });
	});

	test('what is planned ahead has been heard by nobody', () => {
		expect(unitMemory({ ...asked, heard: [{ date: '2018-03-14', attended: 9 }] })).toMatchObject({ coverage: 0, last: null });
	});

	test('a unit where nobody works knows nothing', () => {
		expect(unitMemory({ ...asked, registered: 0, heard: [{ date: today, attended: 2 }] }).coverage).toBe(0);
	});

	test('never grows as time passes, and stays between none and all', () => {
		const days = fc.integer({ min: 0, max: 3650 });
		const day = (n: number) => new Date(Date.UTC(2008, 0, 1 + n)).toISOString().slice(0, 10);
		fc.assert(
			fc.property(fc.array(fc.tuple(days, fc.integer({ min: 0, max: 20 }))), days, (times, wait) => {
				const heard = times.map(([n, attended]) => ({ date: day(n), attended }));
				const now = unitMemory({ ...asked, heard, today: day(3650) }).coverage;
				const later = unitMemory({ ...asked, heard, today: day(3650 + wait) }).coverage;
				expect(later).toBeLessThanOrEqual(now + 1e-9);
				expect(now).toBeGreaterThanOrEqual(0);
				expect(now).toBeLessThanOrEqual(1);
			})
		);
	});
});

describe('Turnover', () => {
	const reports: Headcount[] = [
		{ date: '2017-01-15', headcount: 10, newcomers: 0 },
		{ date: '2018-01-15', headcount: 10, newcomers: 4 }
	];

	test('resets what was heard before the newcomers came', () => {
		expect(stayedSince(reports, '2017-01-15')).toBeCloseTo(0.6);
		expect(unitMemory({ ...asked, reports, halfLifeYears: 20, heard: [{ date: '2017-01-15', attended: 10 }] })).toMatchObject({
			newcomers: 4,
			stayed: 0.6
		});
	});

	test('newcomers are taken to have come evenly between two reports', () => {
		expect(stayedSince(reports, '2017-07-16')).toBeCloseTo(0.8, 2);
		expect(stayedSince(reports, '2018-01-15')).toBe(1);
	});

	test('everybody new means that nobody has heard it', () => {
		const all = [{ date: '2018-01-10', headcount: 8, newcomers: 8 }];
		const known = unitMemory({ ...asked, reports: all, heard: [{ date: '2016-10-01', attended: 8 }] });
		expect(known).toMatchObject({ coverage: 0, stayed: 0, newcomers: 8 });
		expect(advise(known)).toMatchObject({ kind: 'all', because: 'faded' });
	});

	test('the number that works there is the last one said, and the registered one before anybody has said any', () => {
		expect(headcountOn(reports, '2017-06-01', 3)).toBe(10);
		expect(headcountOn([], '2017-06-01', 3)).toBe(3);
		expect(headcountOn([{ date: '2018-01-01', headcount: 7, newcomers: 0 }], '2016-01-01', 3)).toBe(7);
	});
});

describe('The advice', () => {
	test('is to take it up for all when it never was', () => {
		expect(advise(memory({ last: null, coverage: 0 }))).toMatchObject({ kind: 'all', because: 'never' });
	});
	test('is to take it up again for all when less than three of five still know it', () => {
		expect(advise(memory({ coverage: 0.59 }))).toMatchObject({ kind: 'all', because: 'faded' });
		expect(advise(memory({ coverage: 0.6 }))).toMatchObject({ kind: 'rest' });
	});
	test('is a short repeat for newcomers when those who were there know it, and one of five is new', () => {
		expect(advise(memory({ coverage: 0.7, stayed: 0.8, newcomers: 2 }))).toMatchObject({ kind: 'repeat', because: 'newcomers' });
		expect(advise(memory({ coverage: 0.7, stayed: 0.85, newcomers: 1 }))).toMatchObject({ kind: 'rest', because: 'known' });
	});
	test('of a topic looks at the units where it was up: others may not have been meant to come', () => {
		const units = [
			{ memory: memory({ coverage: 0.65, stayed: 0.7, newcomers: 3 }) },
			{ memory: memory({ headcount: 200, coverage: 0, last: null }) }
		];
		expect(adviceOf(units)).toMatchObject({ kind: 'repeat', memory: { headcount: 10, newcomers: 3 } });
		expect(adviceOf([units[1]!])).toMatchObject({ kind: 'all', because: 'never' });
		expect(adviceOf([])).toMatchObject({ kind: 'all', because: 'never' });
	});
});

describe('Units of fewer than three', () => {
	const unit = (name: string, headcount: number) => ({ name, memory: memory({ headcount }) });
	const names = (units: ReturnType<typeof unit>[]) => pooled(units).map((row) => row.units.map(({ name }) => name).join('+'));

	test('are shown together, never alone', () => {
		expect(names([unit('a', 5), unit('b', 2), unit('c', 1), unit('d', 9)])).toEqual(['a', 'd', 'b+c']);
	});
	test('take the smallest other unit along when they are fewer than three even together', () => {
		expect(names([unit('a', 9), unit('b', 2), unit('c', 4)])).toEqual(['a', 'b+c']);
	});
	test('are left out when there is nobody to be shown with', () => {
		expect(names([unit('a', 2)])).toEqual([]);
	});
	test('a unit where nobody works is not a row', () => {
		expect(names([unit('a', 0), unit('b', 3)])).toEqual(['b']);
	});
});

describe('A unit that is gone', () => {
	const unit = (id: string, over = {}) => ({
		id,
		kind: 'internal' as const,
		validFrom: null as string | null,
		validTo: null as string | null,
		successorId: null as string | null,
		...over
	});
	const units = [unit('old', { validTo: '2017-12-31', successorId: 'new' }), unit('new'), unit('outside', { kind: 'external' as const })];
	const given = { units, reports: new Map(), registered: new Map([['new', 10]]), halfLifeYears: 20, today };

	test('leaves what it has heard to its successor', () => {
		const rows = memoryByUnit({ ...given, heard: [{ unitId: 'old', date: '2018-01-01', attended: 10 }] });
		expect(rows.map(({ unit: { id } }) => id)).toEqual(['new']);
		expect(rows[0]!.memory.coverage).toBeGreaterThan(0.9);
	});
	test('those from outside are not ours to remind', () => {
		expect(memoryByUnit({ ...given, heard: [{ unitId: 'outside', date: today, attended: 2 }] })[0]!.memory.last).toBeNull();
	});
});
