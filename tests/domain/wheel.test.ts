import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	angleOf,
	arc,
	daysIn,
	labelling,
	monthsOf,
	placeLabels,
	placeMarks,
	point,
	radii,
	rings,
	shorten,
	spanAngles,
	spread,
	weeksOf,
	type WheelEntry
} from '#lib/cycle/wheel.ts';

const entry = (id: string, date: string, more: Partial<WheelEntry> = {}): WheelEntry => ({
	id,
	title: `Møte ${id}`,
	date,
	month: date.slice(0, 7),
	kind: 'body',
	colour: 0,
	...more
});
const degrees = (angle: number) => (angle * 180) / Math.PI;

describe('The annual wheel', () => {
	test('has New Year at the top and runs with the clock', () => {
		expect(point(angleOf(2018, '2018-01-01', 0), 100)).toEqual({ x: 0, y: -100 });
		expect(degrees(angleOf(2018, '2018-04-02', 0.25))).toBeCloseTo(90, 5);
		expect(degrees(angleOf(2018, '2018-12-31', 1))).toBeCloseTo(360, 5);
	});

	test('gives a leap year its extra day', () => {
		expect([daysIn(2018), daysIn(2020)]).toEqual([365, 366]);
		expect(degrees(angleOf(2020, '2020-02-29', 1))).toBeCloseTo((60 / 366) * 360, 5);
		const months = monthsOf(2020);
		expect(months).toHaveLength(12);
		months.slice(1).forEach((month, at) => expect(month.from).toBeCloseTo(months[at]!.to, 10));
	});

	test('numbers the weeks as ISO 8601 does', () => {
		expect(weeksOf(2018)[0]).toMatchObject({ week: 1, start: 0 });
		expect(weeksOf(2021)[0]!.week).toBe(1);
		expect(degrees(weeksOf(2021)[0]!.start)).toBeCloseTo((3 / 365) * 360, 5);
		expect(weeksOf(2020).at(-1)!.week).toBe(53);
		expect(weeksOf(2018).at(-1)!.week).toBe(1);
	});

	test('draws a whole year as a ring and cuts spans at New Year', () => {
		expect(arc(0, 2 * Math.PI, 100)).toMatch(/^M0 -100A100 100 0 1 1 -?0\.0?\d* -100$/);
		expect(spanAngles(2018, { from: '2017-12-21', to: '2018-01-01' })).toEqual({ from: 0, to: angleOf(2018, '2018-01-01', 1) });
		expect(spanAngles(2018, { from: '2017-02-01', to: '2017-02-05' })).toBeNull();
		expect(spanAngles(2018, { from: '2018-02-05', to: '2018-02-01' })).toBeNull();
	});

	test('leaves out what is in another year, and breaks, which are drawn behind', () => {
		const shown = placeMarks(2018, [
			entry('a', '2018-05-02'),
			entry('b', '2017-05-02'),
			entry('c', '2017-12-01', { endDate: '2018-01-20' }),
			entry('d', '2018-07-01', { kind: 'break' })
		]);
		expect(shown.map((mark) => mark.entry.id).sort()).toEqual(['a', 'c']);
	});

	test('shows the whole month when the day is not known', () => {
		const [mark] = placeMarks(2018, [entry('a', '2018-10-01', { date: null, kind: 'gathering' })]);
		const october = monthsOf(2018)[9]!;
		expect(mark!.span).toEqual({ from: october.from, to: october.to });
		expect(mark!.angle).toBeCloseTo((october.from + october.to) / 2, 10);
		expect(mark!.radius).toBe(radii.thread);
	});

	test('puts two meetings of one day beside each other on their ring', () => {
		const [a, b] = placeMarks(2018, [entry('a', '2018-05-02'), entry('b', '2018-05-02')]);
		expect(Math.hypot(a!.x - b!.x, a!.y - b!.y)).toBeGreaterThan(a!.size + b!.size);
	});

	test('keeps gatherings on the red thread, also when two of them are near each other', () => {
		const lone = placeMarks(2018, [entry('a', '2018-03-14', { kind: 'gathering' }), entry('b', '2018-10-17', { kind: 'gathering' })]);
		expect(lone.map((mark) => mark.radius)).toEqual([radii.thread, radii.thread]);
		const near = placeMarks(2018, [entry('a', '2018-03-14', { kind: 'gathering' }), entry('b', '2018-03-15', { kind: 'gathering' })]);
		expect(near.filter((mark) => mark.radius === radii.thread)).toHaveLength(1);
	});

	test('places 200 entries, none outside the depth of its ring', () => {
		const day = fc.integer({ min: 0, max: 364 }).map((days) => new Date(Date.UTC(2018, 0, 1 + days)).toISOString().slice(0, 10));
		const kind = fc.constantFrom('gathering', 'body', 'report', 'hearing', 'budget', 'deadline', 'other');
		fc.assert(
			fc.property(fc.array(fc.record({ date: day, kind }), { minLength: 1, maxLength: 200 }), (drawn) => {
				const placed = placeMarks(
					2018,
					drawn.map(({ date, kind: of }, at) => entry(String(at), date, { kind: of as WheelEntry['kind'] }))
				);
				expect(placed).toHaveLength(drawn.length);
				for (const ring of rings) {
					const own = placed.filter((mark) => ring.kinds.includes(mark.entry.kind));
					for (const mark of own) expect(Math.abs(mark.radius - ring.radius) + mark.size).toBeLessThanOrEqual(ring.depth / 2 + 1);
					// Unless the marks had to shrink to the smallest, none touches its neighbour in the same lane.
					if (own.every((mark) => mark.size > 4)) {
						own.forEach((a, at) =>
							own.slice(at + 1).forEach((b) => {
								if (a.radius === b.radius) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(1.9 * a.size);
							})
						);
					}
				}
			}),
			{ numRuns: 40 }
		);
	});
});

describe('Labels beside the wheel', () => {
	test('never stand closer than the gap, keep their order and stay inside', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -600, max: 600 }), { maxLength: 17 }), (numbers) => {
				const wanted = numbers.sort((a, b) => a - b);
				const at = spread(wanted, 50, -480, 480);
				expect(at).toHaveLength(wanted.length);
				at.forEach((position, index) => {
					expect(position).toBeGreaterThanOrEqual(-480 - 1e-9);
					expect(position).toBeLessThanOrEqual(480 + 1e-9);
					if (index > 0) expect(position - at[index - 1]!).toBeGreaterThanOrEqual(50 - 1e-9);
				});
			})
		);
	});

	test('stay where they want to be when there is room, and share what there is when there is not', () => {
		expect(spread([-300, 0, 200], 50, -480, 480)).toEqual([-300, 0, 200]);
		expect(spread([0, 10], 50, -480, 480)).toEqual([-20, 30]);
		expect(spread([0, 0, 0], 50, -30, 30)).toEqual([-30, 0, 30]);
	});

	test('go to the gatherings first, and not to a meeting that comes back every month', () => {
		const monthly = Array.from({ length: 12 }, (_, at) =>
			entry(`m${at}`, `2018-${String(at + 1).padStart(2, '0')}-08`, { title: 'Rådgjevingsgruppa' })
		);
		const others = Array.from({ length: 40 }, (_, at) =>
			entry(`o${at}`, `2018-0${1 + (at % 6)}-${10 + Math.floor(at / 3)}`, { kind: 'other' })
		);
		const forum = entry('forum', '2018-03-14', { kind: 'gathering', title: 'Bustadsosialt forum' });
		const labels = placeLabels(placeMarks(2018, [...monthly, ...others, forum]));
		expect(labels.map((label) => label.placed.entry.id)).toContain('forum');
		expect(labels.filter((label) => label.title === 'Rådgjevingsgruppa')).toEqual([]);
		expect(labels).toHaveLength(labelling.mostPerSide);
		expect(labels.every((label) => label.side === 'right')).toBe(true);
	});

	test('cut long titles between words', () => {
		expect(shorten('Bustadsosialt forum', 30)).toBe('Bustadsosialt forum');
		expect(shorten('Bustadsosialt forum: tildeling og oppfølging', 30)).toBe('Bustadsosialt forum…');
		expect(shorten('Bustadrådgjevingsgruppemøteinnkalling', 12)).toBe('Bustadrådgj…');
	});
});
