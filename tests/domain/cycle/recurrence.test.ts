import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekday } from '#lib/dates.ts';
import { holidaysOf, isFree } from '#lib/cycle/dates/holidays.ts';
import { occurrencesIn } from '#lib/cycle/wheel/occurrences.ts';
import type { EntryKind, Recurrence } from '#lib/cycle/model.ts';

const entry = (kind: EntryKind, date: string | null, recurs: Recurrence, month = date?.slice(0, 7) ?? '') => ({
	kind,
	date,
	month,
	recurs,
	cancelledAt: null
});
const days = (year: number, ...what: Parameters<typeof entry>) =>
	occurrencesIn(entry(...what), year).map(({ date, month }) => date ?? month);

describe('a fixed point of the year', () => {
	test('comes once, every month, every half year or every year', () => {
		expect(days(2018, 'report', '2018-02-14', 'once')).toEqual(['2018-02-14']);
		expect(days(2019, 'report', '2018-02-14', 'once')).toEqual([]);
		expect(days(2018, 'report', '2018-02-14', 'halfYearly')).toEqual(['2018-02-14', '2018-08-14']);
		expect(days(2020, 'budget', '2018-02-14', 'yearly')).toEqual(['2020-02-14']);
		expect(days(2018, 'body', null, 'monthly', '2018-10')).toEqual(['2018-10', '2018-11', '2018-12']);
	});

	test('is not in the years before it began', () => {
		expect(days(2017, 'body', '2018-01-09', 'monthly')).toEqual([]);
		expect(days(2018, 'report', '2018-07-02', 'halfYearly')).toEqual(['2018-07-02']);
		expect(days(2019, 'report', '2018-07-02', 'halfYearly')).toEqual(['2019-01-02', '2019-07-02']);
	});

	test('a meeting keeps its place in the month: the second Tuesday stays the second Tuesday', () => {
		expect(days(2018, 'body', '2018-01-09', 'monthly')).toEqual([
			'2018-01-09',
			'2018-02-13',
			'2018-03-13',
			'2018-04-10',
			'2018-05-08',
			'2018-06-12',
			'2018-07-10',
			'2018-08-14',
			'2018-09-11',
			'2018-10-09',
			'2018-11-13',
			'2018-12-11'
		]);
	});

	test('a fifth Wednesday that is not there is the last one', () => {
		expect(days(2018, 'body', '2018-01-31', 'monthly').slice(0, 3)).toEqual(['2018-01-31', '2018-02-28', '2018-03-28']);
	});

	test('a report keeps its day, and the 31st becomes the last of the month', () => {
		expect(days(2018, 'report', '2018-01-31', 'monthly').slice(0, 2)).toEqual(['2018-01-31', '2018-02-28']);
	});

	test('a repetition that hits a holiday or a weekend has no settled day', () => {
		expect(days(2018, 'body', '2018-01-04', 'monthly')[4]).toBe('2018-05-03');
		expect(days(2018, 'body', '2018-01-18', 'monthly')[4]).toBe('2018-05');
		expect(days(2018, 'report', '2018-01-15', 'halfYearly')).toEqual(['2018-01-15', '2018-07']);
	});

	test('over any years, a meeting is on its weekday in every month, or has no settled day', () => {
		const start = fc.record({
			month: fc.integer({ min: 1, max: 12 }),
			day: fc.integer({ min: 1, max: 28 }),
			year: fc.integer({ min: 2026, max: 2046 })
		});
		fc.assert(
			fc.property(start, fc.integer({ min: 0, max: 20 }), ({ year, month, day }, later) => {
				const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
				const found = occurrencesIn(entry('body', date, 'monthly'), year + later);
				expect(found).toHaveLength(later === 0 ? 13 - month : 12);
				for (const occurrence of found) {
					if (occurrence.date === null || occurrence.date === date) continue;
					expect(weekday(occurrence.date)).toBe(weekday(date));
					expect(occurrence.date.slice(0, 7)).toBe(occurrence.month);
					expect(isFree(occurrence.date, holidaysOf(year + later))).toBe(false);
				}
			}),
			{ numRuns: 100 }
		);
	});
});
