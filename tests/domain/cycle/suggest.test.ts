import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dateOfIsoWeek, daysBetween, isoWeek, weekday } from '#lib/dates.ts';
import { easterSunday, holidaysOf, isSqueezed } from '#lib/cycle/dates/holidays.ts';
import { breakOn } from '#lib/cycle/model.ts';
import { sayInShort } from '#lib/cycle/dates/text.ts';
import { suggestDates, type SuggestInput } from '#lib/cycle/dates/suggest.ts';

const around = (year: number) => [...holidaysOf(year - 1), ...holidaysOf(year), ...holidaysOf(year + 1)];
const away = (name: string, fromDate: string, toDate: string) => ({ nameNn: name, nameNb: name, fromDate, toDate });

/** Stord in January 2018, as the municipality would have entered it. */
const stord: SuggestInput = {
	series: { preferredWeeks: [11, 42], preferredWeekday: 3, inviteWeeks: 6 },
	year: 2018,
	today: '2018-01-15',
	holidays: around(2018),
	breaks: [
		away('vinterferien', '2018-02-26', '2018-03-02'),
		away('påskeferien', '2018-03-26', '2018-04-02'),
		away('haustferien', '2018-10-08', '2018-10-12')
	],
	busy: []
};

describe('suggested dates', () => {
	test('in January 2018 the Wednesday of week 11 comes first, then the other fixed week, then the nearest of the next', () => {
		expect(suggestDates(stord).dates.map(({ date, score }) => [date, score])).toEqual([
			['2018-03-14', 100],
			['2018-10-17', 89],
			['2018-03-07', 87]
		]);
	});

	test('each says why it is good: the fixed week, what it is kept clear of, and until when one may invite', () => {
		expect(suggestDates(stord).dates[0]?.reasons).toEqual([
			{ kind: 'preferredWeek', week: 11, weekday: 3 },
			{ kind: 'outsideBreak', name: { nn: 'vinterferien', nb: 'vinterferien' } },
			{ kind: 'outsideBreak', name: { nn: 'påskeferien', nb: 'påskeferien' } },
			{ kind: 'clear' },
			{ kind: 'inviteBy', date: '2018-01-31' }
		]);
	});

	test('each says in a few words whether it is in a fixed week, and how many of those asked can come', () => {
		const short = suggestDates(stord).dates.map(({ reasons }) => sayInShort('nn', reasons));
		expect(short).toEqual(['fast veke 11', 'fast veke 42', 'nær fast veke 11']);
		const answers = { kind: 'answers' as const, can: 3, ifNeeded: 1, cannot: 2, asked: 6 };
		expect(sayInShort('nn', [...suggestDates(stord).dates[0]!.reasons, answers])).toBe('fast veke 11 · 3 av 6 kan');
	});

	test('what was passed over is told week by week: too soon, the winter break, Easter, the autumn break', () => {
		expect(suggestDates(stord).avoided.map(({ week, date, because }) => [week, date, because.kind])).toEqual([
			[8, null, 'tooSoon'],
			[9, null, 'schoolBreak'],
			[13, null, 'easter'],
			[41, null, 'schoolBreak']
		]);
	});

	test('a clash in the wheel moves the suggestion to another day of the week and says with what', () => {
		const { dates, avoided } = suggestDates({ ...stord, busy: [{ date: '2018-03-14', title: 'Formannskapet' }] });
		expect(dates.find((suggestion) => isoWeek(suggestion.date).week === 11)?.date).toBe('2018-03-13');
		expect(avoided).toContainEqual({ week: 11, date: '2018-03-14', because: { kind: 'busy', title: 'Formannskapet' } });
	});

	test('the window of a gathering that is planned already is left alone', () => {
		const { dates, avoided } = suggestDates({ ...stord, taken: ['2018-03-14'] });
		expect(dates.every((suggestion) => suggestion.date > '2018-09-01')).toBe(true);
		expect(avoided[0]).toEqual({ week: 11, date: null, because: { kind: 'taken', date: '2018-03-14' } });
	});

	test('a window where no date is possible is an empty answer with the reasons', () => {
		const { dates, avoided } = suggestDates({ ...stord, series: { ...stord.series, preferredWeeks: [11] }, today: '2018-03-05' });
		expect(dates).toEqual([]);
		expect(avoided.map(({ because }) => because.kind)).toEqual(['past', 'past', 'tooSoon', 'tooSoon', 'tooSoon', 'easter', 'tooSoon']);
	});

	test('a school break over the whole window leaves nothing, and is named', () => {
		const { dates, avoided } = suggestDates({
			...stord,
			series: { ...stord.series, preferredWeeks: [30] },
			breaks: [away('sommarferien', '2018-06-22', '2018-08-26')]
		});
		expect(dates).toEqual([]);
		expect(avoided).toHaveLength(7);
		expect(avoided.every(({ because }) => because.kind === 'schoolBreak' && because.name.nn === 'sommarferien')).toBe(true);
	});

	test('a preferred week 53 is the last week in a year that has only 52', () => {
		const { dates } = suggestDates({ ...stord, series: { ...stord.series, preferredWeeks: [53] } });
		expect(dates[0]?.date).toBe('2018-12-19');
	});

	const days = (year: number) => fc.integer({ min: 0, max: 364 }).map((ahead) => addDays(`${year}-01-01`, ahead));
	const inputs = fc.integer({ min: 2018, max: 2046 }).chain((year) =>
		fc.record({
			series: fc.record({
				preferredWeeks: fc.uniqueArray(fc.integer({ min: 1, max: 53 }), { minLength: 1, maxLength: 4 }),
				preferredWeekday: fc.integer({ min: 1, max: 5 }),
				inviteWeeks: fc.integer({ min: 0, max: 20 })
			}),
			year: fc.constant(year),
			today: days(year),
			holidays: fc.constant(around(year)),
			breaks: fc.array(
				fc.tuple(days(year), fc.integer({ min: 0, max: 20 })).map(([from, length]) => away('ferie', from, addDays(from, length))),
				{ maxLength: 5 }
			),
			busy: fc.array(
				days(year).map((date) => ({ date, title: 'møte' })),
				{ maxLength: 40 }
			),
			count: fc.integer({ min: 0, max: 5 })
		})
	);

	test('never fall on a day when people are away or busy, and never too soon to invite', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				for (const { date } of suggestDates(input).dates) {
					const easter = easterSunday(input.year);
					expect(weekday(date)).toBeLessThanOrEqual(5);
					expect(input.holidays.some((holiday) => holiday.date === date)).toBe(false);
					expect(isSqueezed(date, input.holidays)).toBe(false);
					expect(breakOn(input.breaks, date)).toBeUndefined();
					expect(addDays(easter, -6) <= date && date <= easter).toBe(false);
					expect(input.busy.some((entry) => entry.date === date)).toBe(false);
					expect(daysBetween(input.today, date)).toBeGreaterThanOrEqual(input.series.inviteWeeks * 7);
					expect(date.slice(0, 4)).toBe(String(input.year));
				}
			}),
			{ numRuns: 150 }
		);
	});

	test('are within three weeks of a preferred week, at most one a week, best first, as many as asked for', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				const { dates } = suggestDates(input);
				expect(dates.length).toBeLessThanOrEqual(input.count);
				expect(new Set(dates.map(({ date }) => addDays(date, 1 - weekday(date)))).size).toBe(dates.length);
				expect(dates.map(({ score }) => score)).toEqual(dates.map(({ score }) => score).toSorted((a, b) => b - a));
				for (const { date } of dates) {
					const away = input.series.preferredWeeks.map((week) => Math.abs(daysBetween(dateOfIsoWeek(input.year, week, 4), date)));
					expect(Math.min(...away)).toBeLessThanOrEqual(4 * 7 + 3);
				}
			}),
			{ numRuns: 150 }
		);
	});

	test('do not depend on the order in which the wheel is read', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				const turned = {
					...input,
					busy: input.busy.toReversed(),
					breaks: input.breaks.toReversed(),
					holidays: input.holidays.toReversed()
				};
				expect(suggestDates(turned).dates.map(({ date, score }) => [date, score])).toEqual(
					suggestDates(input).dates.map(({ date, score }) => [date, score])
				);
			}),
			{ numRuns: 60 }
		);
	});
});
