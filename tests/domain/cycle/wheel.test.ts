import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { angleOf, arc, daysIn, monthsOf, point, radii, spanAngles, weeksOf, type WheelEntry } from '#lib/cycle/wheel/wheel.ts';
import { broken, labelling, placeLabels, shorten, spread } from '#lib/cycle/wheel/labels.ts';
import { placeMarks, ringsOf } from '#lib/cycle/wheel/marks.ts';

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
				for (const ring of ringsOf([], 'kind')) {
					const own = placed.filter((mark) => ring.holds(mark.entry));
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

describe('Rings by unit', () => {
	const owned = (id: string, owner: string | undefined, kind: WheelEntry['kind'] = 'body') =>
		entry(id, '2018-05-02', { kind, ...(owner && { owner }) });

	test('keep the gatherings on the thread, give those with most a ring each, and the rest the innermost', () => {
		const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((unit, nth) =>
			Array.from({ length: 10 - nth }, (_, at) => owned(`${unit}${at}`, unit))
		);
		const entries = [...many, owned('nobody', undefined), owned('forum', 'a', 'gathering')];
		const found = ringsOf(entries, 'unit');
		expect(found.map(({ name }) => name)).toEqual([undefined, 'a', 'b', 'c', 'd', undefined]);
		for (const one of entries) expect(found.filter((ring) => ring.holds(one))).toHaveLength(1);
		expect(found.findIndex((ring) => ring.holds(entries.at(-1)!))).toBe(0);
		expect(found.findIndex((ring) => ring.holds(owned('g', 'g')))).toBe(5);
	});

	test('leave no ring for others when everything is somebody’s and all have room', () => {
		expect(ringsOf([owned('1', 'a'), owned('2', 'b')], 'unit').map(({ name }) => name)).toEqual([undefined, 'a', 'b']);
	});

	test('hold their marks within their depth, and touch neither the thread nor the hub', () => {
		const entries = Array.from({ length: 200 }, (_, at) =>
			entry(String(at), new Date(Date.UTC(2018, 0, 1 + ((at * 37) % 365))).toISOString().slice(0, 10), { owner: `u${at % 9}` })
		);
		const found = ringsOf(entries, 'unit');
		for (const { entry: one, radius, size } of placeMarks(2018, entries, 'unit')) {
			const ring = found.find(({ holds }) => holds(one))!;
			expect(Math.abs(radius - ring.radius) + size).toBeLessThanOrEqual(ring.depth / 2 + 1);
			expect(radius - size).toBeGreaterThan(radii.hub);
			expect(radius + size).toBeLessThan(radii.thread - 28);
		}
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
		expect(labels.filter((label) => label.lines.includes('Rådgjevingsgruppa'))).toEqual([]);
		expect(labels).toHaveLength(Math.floor((labelling.bottom - labelling.top) / labelling.gap) + 1);
		expect(labels.every((label) => label.side === 'right')).toBe(true);
	});

	test('that need two lines have more room, and the shorter ones beside them less', () => {
		expect(spread([0, 0, 0], [60, 100, 60], -480, 480)).toEqual([-80, 0, 80]);
		expect(spread([0, 0, 0], [60, 100, 60], -40, 40)).toEqual([-40, 0, 40]);
	});

	test('are broken into two lines between words, and cut only after that', () => {
		expect(broken('Budsjett og økonomiplan i kommunestyret', 30, 2)).toEqual(['Budsjett og økonomiplan i', 'kommunestyret']);
		expect(broken('Høyring av bustadsosial handlingsplan i alle einingar', 20, 2)).toEqual(['Høyring av', 'bustadsosial…']);
		expect(broken('Bustadrådgjevingsgruppemøteinnkalling i mars', 20, 2)).toEqual(['Bustadrådgjevingsgr…']);
	});

	test('cut long titles between words', () => {
		expect(shorten('Bustadsosialt forum', 30)).toBe('Bustadsosialt forum');
		expect(shorten('Bustadsosialt forum: tildeling og oppfølging', 30)).toBe('Bustadsosialt forum…');
		expect(shorten('Bustadrådgjevingsgruppemøteinnkalling', 12)).toBe('Bustadrådgj…');
	});
});
