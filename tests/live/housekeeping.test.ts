import { expect, test } from 'vitest';
import { IdleGc } from '#lib/live/server/idleGc.ts';

test('L14: memory is given back once fifty boards are put away, not while somebody writes nor while more are on their way', () => {
	let times = 0;
	const housekeeping = new IdleGc(() => times++);
	housekeeping.tend(40, 60_000);
	housekeeping.tend(9, 60_000);
	expect(times).toBe(0);
	housekeeping.tend(1, 60_000);
	housekeeping.tend(0, 4_000);
	expect([times, housekeeping.isOwing]).toEqual([0, true]);
	housekeeping.tend(0, 5_000);
	expect([times, housekeeping.isOwing]).toEqual([1, false]);
	housekeeping.tend(49, 60_000);
	housekeeping.tend(0, 60_000);
	expect(times).toBe(1);
});
