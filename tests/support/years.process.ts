/**
 * Everything the annual cycle reckons for 2018–2046, as one hash on stdout with some of it in clear: run under several time zones, it must
 * say the same. A process of its own, since a process has one zone.
 */
import { createHash } from 'node:crypto';
import { holidaysOf, squeezedDays } from '#lib/cycle/dates/holidays.ts';
import { occurrencesIn } from '#lib/cycle/wheel/occurrences.ts';
import { obligationState } from '#lib/cycle/series/obligation.ts';
import { suggestDates } from '#lib/cycle/dates/suggest.ts';
import { angleOf, monthsOf, weeksOf } from '#lib/cycle/wheel/wheel.ts';
import { addDays, civilDate, instantOf, localTime } from '#lib/dates.ts';
import { longDate, osloTime, weekNumber } from '#lib/i18n/format.ts';

export const first = 2018;
export const last = 2046;

/** The Sunday that summer time begins (March) or ends (October). */
const turn = (year: number, month: '03' | '10') => {
	const day = new Date(Date.UTC(year, Number(month) - 1, 31)).getUTCDay();
	return `${year}-${month}-${31 - day}`;
};

const years = Array.from({ length: last - first + 1 }, (_, at) => first + at).map((year) => {
	const holidays = [year - 1, year, year + 1].flatMap(holidaysOf);
	const breaks = [{ nameNn: 'vinterferie', nameNb: 'vinterferie', fromDate: `${year}-02-25`, toDate: `${year}-03-03` }];
	const series = { preferredWeeks: [11, 42, 53], preferredWeekday: 3, inviteWeeks: 6 };
	const turns = [turn(year, '03'), turn(year, '10')];
	const suggested = [`${year}-01-15`, turns[0]!].map((today) =>
		suggestDates({ series, year, today, holidays, breaks, busy: [{ date: turns[0]!, title: 'x' }] })
	);
	const status = obligationState({
		obligation: { minPerYear: 2 },
		year,
		today: turns[1]!,
		held: 1,
		planned: [],
		inviteWeeks: 6,
		preferredWeeks: [11],
		holidays,
		breaks
	});
	const meeting = { kind: 'body', date: `${year}-01-31`, month: `${year}-01`, recurs: 'monthly', cancelledAt: null } as const;
	const hours = turns.flatMap((day) =>
		['-1T22:30', '-1T23:30', '0T00:30', '0T01:30', '0T22:30', '0T23:30'].map((at) => {
			const [days, time] = at.split('T');
			return `${addDays(day, Number(days))}T${time}:00.000Z`;
		})
	);
	return {
		year,
		turns,
		squeezed: squeezedDays(year),
		suggested,
		status,
		meetings: [occurrencesIn(meeting, year), occurrencesIn(meeting, year + 1)],
		wheel: [monthsOf(year), weeksOf(year), turns.map((day) => angleOf(year, day))],
		clock: hours.map((instant) => [civilDate(instant), localTime(instant), osloTime(instant)]),
		starts: turns.map((day) => [instantOf(day, '02:30'), instantOf(day, '09:00')]),
		words: turns.map((day) => [longDate('nn', day), weekNumber(day)])
	};
});

process.stdout.write(
	JSON.stringify({
		zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
		hash: createHash('sha256').update(JSON.stringify(years)).digest('hex'),
		first: years.map(({ year, turns, suggested, status, starts }) => ({ year, turns, suggested: suggested[0], status, starts }))
	})
);
