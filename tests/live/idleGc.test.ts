import { expect, test } from 'vitest';
import { IdleGc } from '#lib/live/server/idleGc.ts';

test('L14: memory is collected once fifty boards are unloaded, not while somebody writes nor while more are being unloaded', () => {
	let times = 0;
	const gc = new IdleGc(() => times++);
	gc.tick(40, 60_000);
	gc.tick(9, 60_000);
	expect(times).toBe(0);
	gc.tick(1, 60_000);
	gc.tick(0, 4_000);
	expect([times, gc.isDue]).toEqual([0, true]);
	gc.tick(0, 5_000);
	expect([times, gc.isDue]).toEqual([1, false]);
	gc.tick(49, 60_000);
	gc.tick(0, 60_000);
	expect(times).toBe(1);
});
