import { describe, expect, test } from 'vitest';
import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { appliesIn, obligationState } from '#lib/cycle/series/obligation.ts';

const forum = {
	obligation: { minPerYear: 1 },
	year: 2018,
	today: '2018-01-15',
	held: 0,
	planned: [],
	inviteWeeks: 6,
	preferredWeeks: [11],
	holidays: [...holidaysOf(2018), ...holidaysOf(2019)],
	breaks: [{ nameNn: 'juleferien', nameNb: 'juleferien', fromDate: '2018-12-21', toDate: '2019-01-02' }]
};

describe('the obligation to hold a forum every year', () => {
	test('is at risk while nothing is planned, with the last day for it and the last day to invite in time', () => {
		expect(obligationState(forum)).toEqual({
			state: 'atRisk',
			year: 2018,
			held: 0,
			planned: 0,
			missing: 1,
			lastDateToHold: '2018-12-20',
			lastDateToInvite: '2018-11-08',
			inTime: true,
			fixedWeek: 11,
			warnFrom: '2017-12-04'
		});
	});

	test('is on track when one is planned ahead, also when only the month is settled', () => {
		expect(obligationState({ ...forum, planned: [{ date: '2018-03-14', state: 'planned' }] }).state).toBe('onTrack');
		expect(obligationState({ ...forum, planned: [{ date: null, state: 'planned' }] }).state).toBe('onTrack');
	});

	test('is kept when enough are held', () => {
		expect(obligationState({ ...forum, held: 1 })).toMatchObject({ state: 'kept', missing: 0 });
		expect(obligationState({ ...forum, obligation: { minPerYear: 2 }, held: 1 })).toMatchObject({ state: 'atRisk', missing: 1 });
		expect(
			obligationState({ ...forum, obligation: { minPerYear: 2 }, held: 1, planned: [{ date: '2018-10-17', state: 'invited' }] }).state
		).toBe('onTrack');
	});

	test('a cancelled gathering, or one whose day went by without being held, keeps nothing', () => {
		expect(obligationState({ ...forum, planned: [{ date: '2018-03-14', state: 'cancelled' }] }).state).toBe('atRisk');
		expect(obligationState({ ...forum, today: '2018-04-03', planned: [{ date: '2018-03-14', state: 'planned' }] }).state).toBe('atRisk');
	});

	test('a gathering that is open today still counts as ahead', () => {
		expect(obligationState({ ...forum, today: '2018-03-14', planned: [{ date: '2018-03-14', state: 'open' }] }).state).toBe('onTrack');
	});

	test('after the last day for inviting it is still at risk, but no longer in time', () => {
		expect(obligationState({ ...forum, today: '2018-11-08' }).inTime).toBe(true);
		expect(obligationState({ ...forum, today: '2018-11-09' })).toMatchObject({ state: 'atRisk', inTime: false });
	});

	test('is broken when no possible day is left, and when the year is over', () => {
		expect(obligationState({ ...forum, today: '2018-12-20' }).state).toBe('atRisk');
		expect(obligationState({ ...forum, today: '2018-12-21' }).state).toBe('broken');
		expect(obligationState({ ...forum, today: '2019-01-02' }).state).toBe('broken');
		expect(obligationState({ ...forum, today: '2019-01-02', planned: [{ date: null, state: 'planned' }] }).state).toBe('broken');
	});

	test('is not yet due in a year that has not begun, unless it is planned already', () => {
		expect(obligationState({ ...forum, year: 2019 }).state).toBe('notYetDue');
		expect(obligationState({ ...forum, year: 2019, planned: [{ date: '2019-03-13', state: 'planned' }] }).state).toBe('onTrack');
	});

	test('without school breaks the last day is the last working day before Christmas', () => {
		expect(obligationState({ ...forum, breaks: [] }).lastDateToHold).toBe('2018-12-21');
	});

	test('a year of nothing but break has no last day', () => {
		const breaks = [{ nameNn: 'stengt', nameNb: 'stengt', fromDate: '2018-01-01', toDate: '2018-12-31' }];
		expect(obligationState({ ...forum, breaks })).toMatchObject({
			state: 'broken',
			lastDateToHold: null,
			lastDateToInvite: null,
			inTime: false
		});
	});

	test('counts in the years it is in force only: the first forums are older than the measure', () => {
		const measure = { validFrom: '2016-06-01', validTo: '2019-12-31' };
		expect([2015, 2016, 2018, 2019, 2020].map((year) => appliesIn(measure, year))).toEqual([false, true, true, true, false]);
		expect(appliesIn({ validFrom: '2016-06-01', validTo: null }, 2046)).toBe(true);
	});
});
