import { describe, expect, test } from 'vitest';
import { addDays, weekday } from '#lib/dates.ts';
import { easterSunday, holidaysOf, isFree, isSqueezed, squeezedDays } from '#lib/cycle/dates/holidays.ts';

/** Easter Sundays as printed in almanacs. */
const table = `2018-04-01 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20
2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17 2034-04-09 2035-03-25
2036-04-13 2037-04-05 2038-04-25 2039-04-10 2040-04-01 2041-04-21 2042-04-06 2043-03-29 2044-04-17 2045-04-09 2046-03-25`.split(/\s+/);

describe('public holidays', () => {
	test('Easter falls where the almanac says, 2018–2046', () => {
		for (const easter of table) expect(easterSunday(Number(easter.slice(0, 4)))).toBe(easter);
	});

	test('Easter is a Sunday between 22 March and 25 April in every year', () => {
		for (let year = 1900; year <= 2199; year++) {
			const easter = easterSunday(year);
			expect(weekday(easter)).toBe(7);
			expect(easter.slice(5) >= '03-22' && easter.slice(5) <= '04-25').toBe(true);
		}
	});

	test('a year has twelve, in order, and every one of them has its name in three languages', () => {
		for (let year = 2026; year <= 2046; year++) {
			const holidays = holidaysOf(year);
			expect(holidays).toHaveLength(12);
			expect(holidays.map((holiday) => holiday.date)).toEqual(holidays.map((holiday) => holiday.date).toSorted());
			for (const holiday of holidays) {
				expect(holiday.date.slice(0, 4)).toBe(String(year));
				expect([holiday.nn, holiday.nb, holiday.en].every(Boolean)).toBe(true);
			}
		}
	});

	test('in 2018 they are the days of the calendar on the wall', () => {
		expect(holidaysOf(2018).map((holiday) => [holiday.date, holiday.nn])).toEqual([
			['2018-01-01', 'fyrste nyttårsdag'],
			['2018-03-29', 'skjertorsdag'],
			['2018-03-30', 'langfredag'],
			['2018-04-01', 'fyrste påskedag'],
			['2018-04-02', 'andre påskedag'],
			['2018-05-01', 'arbeidarane sin dag'],
			['2018-05-10', 'Kristi himmelfartsdag'],
			['2018-05-17', 'grunnlovsdagen'],
			['2018-05-20', 'fyrste pinsedag'],
			['2018-05-21', 'andre pinsedag'],
			['2018-12-25', 'fyrste juledag'],
			['2018-12-26', 'andre juledag']
		]);
	});

	test('two may share a day: Whit Sunday is 17 May in 2043', () => {
		expect(
			holidaysOf(2043)
				.filter((holiday) => holiday.date === '2043-05-17')
				.map((holiday) => holiday.key)
		).toEqual(['constitutionDay', 'whitSunday']);
	});
});

describe('inneklemde dagar', () => {
	test('in 2018 they are the Monday before 1 May, two Fridays in May, and the Mondays before Christmas and New Year', () => {
		expect(squeezedDays(2018)).toEqual(['2018-04-30', '2018-05-11', '2018-05-18', '2018-12-24', '2018-12-31']);
	});

	test('each is a working day alone between two free ones, and the Friday after Ascension is always one', () => {
		for (let year = 2026; year <= 2046; year++) {
			const holidays = [...holidaysOf(year - 1), ...holidaysOf(year), ...holidaysOf(year + 1)];
			for (const date of squeezedDays(year)) {
				expect(isFree(date, holidays)).toBe(false);
				expect(isFree(addDays(date, -1), holidays) && isFree(addDays(date, 1), holidays)).toBe(true);
			}
			const friday = addDays(easterSunday(year), 40);
			expect(isSqueezed(friday, holidays) || isFree(friday, holidays)).toBe(true);
		}
	});

	test('a day between a holiday and a working day is not one', () => {
		expect(isSqueezed('2018-05-16', holidaysOf(2018))).toBe(false);
		expect(isSqueezed('2018-05-02', holidaysOf(2018))).toBe(false);
	});
});
