import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { holidaysOf, isFree, isSqueezed } from '#lib/cycle/dates/holidays.ts';
import type { ObligationStatus } from '#lib/cycle/series/obligation.ts';
import type { suggestDates } from '#lib/cycle/dates/suggest.ts';
import { daysBetween, isoWeek, weekday } from '#lib/dates.ts';

type Year = {
	year: number;
	turns: [string, string];
	suggested: ReturnType<typeof suggestDates>;
	status: ObligationStatus;
	starts: [string, string][];
};
type Reckoned = { zone: string; hash: string; first: Year[] };

/** Where a server may stand: at home, a day ahead, and where summer is our winter. */
const zones = ['Europe/Oslo', 'Pacific/Kiritimati', 'America/Santiago'];
let reckoned: Reckoned[];

beforeAll(async () => {
	const run = promisify(execFile);
	reckoned = [];
	for (const zone of zones) {
		const { stdout } = await run(process.execPath, ['tests/support/years.process.ts'], {
			env: { ...process.env, TZ: zone },
			maxBuffer: 1e8
		});
		reckoned.push(JSON.parse(stdout) as Reckoned);
	}
}, 300_000);

describe('every year from 2018 to 2046', () => {
	test('is reckoned the same wherever the server stands', () => {
		expect(reckoned.map(({ zone }) => zone)).toEqual(zones);
		expect(new Set(reckoned.map(({ hash }) => hash)).size).toBe(1);
	});

	test('has three days to suggest in January, none of them free or squeezed in, each in reach of a fixed week', () => {
		expect(reckoned[0]!.first).toHaveLength(29);
		for (const { year, suggested } of reckoned[0]!.first) {
			const holidays = [year - 1, year, year + 1].flatMap(holidaysOf);
			expect(suggested.dates, String(year)).toHaveLength(3);
			for (const { date } of suggested.dates) {
				expect(isFree(date, holidays) || isSqueezed(date, holidays), date).toBe(false);
				expect(Math.min(...[11, 42, 52].map((week) => Math.abs(isoWeek(date).week - week))), date).toBeLessThanOrEqual(4);
			}
		}
	});

	test('can still be saved when summer time ends, and the last day for inviting is six whole weeks before the last day', () => {
		for (const { year, status } of reckoned[0]!.first) {
			expect(status, String(year)).toMatchObject({ state: 'atRisk', missing: 1 });
			expect(daysBetween(status.lastDateToInvite!, status.lastDateToHold!)).toBe(42);
		}
	});

	test('changes the clock on a Sunday; what begins at nine does so in both', () => {
		for (const { turns, starts } of reckoned[0]!.first) {
			expect(turns.map(weekday)).toEqual([7, 7]);
			expect(starts.map(([, nine]) => nine.slice(11, 16))).toEqual(['07:00', '08:00']);
			// 02:30 is skipped in March: it becomes half past three.
			expect(starts[0]![0].slice(11, 16)).toBe('01:30');
		}
	});
});
