import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { storedValue } from '#lib/db/stored.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { readSettings } from '#settings';
import { backupsIn, expired } from '../../../src/backups.server.ts';
import { acceptClock, startWatch } from '../../../src/watch.server.ts';

let folder: string;
let db: ReturnType<typeof openSqlite>;
let now: string;
let logged: object[];
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'samling-watch-'));
	db = openSqlite(join(folder, 'samling.db'));
	await migrate(db);
	now = new Date().toISOString();
	logged = [];
});
afterEach(async () => {
	await db.destroy();
	rmSync(folder, { recursive: true, force: true });
});

const watch = (more: Record<string, string> = {}) =>
	startWatch(
		db,
		readSettings({ DATA_DIR: folder, ...more }),
		() => now,
		(line) => logged.push(line)
	);
const later = (hours: number) => new Date(Date.parse(now) + hours * 3_600_000).toISOString();

describe('The clock of an installation', () => {
	test('is not believed when it is years ahead after a start, until it is right again', async () => {
		await acceptClock(db, now);
		const right = now;
		now = later(24 * 400);
		const watching = watch();
		await watching.look();
		expect(await watching.isClockBelievable()).toBe(false);
		expect(watching.faults().get('clock')).toContain(`was last seen at ${right}. Nothing is deleted by its age`);
		now = right;
		await watching.look();
		expect(await watching.isClockBelievable()).toBe(true);
		expect(logged).toMatchObject([
			{ event: 'something is to be done', what: 'clock' },
			{ event: 'well again', what: 'clock' }
		]);
		await watching.stop();
	});

	test('is not believed when it goes back, and is when whoever runs the server says so', async () => {
		await acceptClock(db, now);
		now = later(-3);
		const watching = watch();
		await watching.look();
		expect(await watching.isClockBelievable()).toBe(false);
		await acceptClock(db, now);
		await watching.look();
		expect(await watching.isClockBelievable()).toBe(true);
		await watching.stop();
	});

	test('is believed after a month without the server, and on a new installation, whatever it says', async () => {
		const first = watch();
		await first.look();
		expect(await first.isClockBelievable()).toBe(true);
		await first.stop();
		now = later(24 * 30);
		const second = watch();
		await second.look();
		expect(await second.isClockBelievable()).toBe(true);
		await second.stop();
	});

	test('of a demo may be moved', async () => {
		await acceptClock(db, now);
		now = later(24 * 400);
		const watching = watch({ SAMLING_NOW: '2018-01-15T08:00:00Z' });
		await watching.look();
		expect(await watching.isClockBelievable()).toBe(true);
		await watching.stop();
	});
});

describe('Backups at night', () => {
	test('are made when there is none of today, tried, and only those that Samling made are ever deleted', async () => {
		const backups = join(folder, 'copies');
		mkdirSync(backups);
		for (const [name, days] of [
			['samling-2026-01-01T020000.db', 60],
			['samling-2026-02-20T020000.db', 1],
			['before-the-move.db', 300]
		] as const) {
			writeFileSync(join(backups, name), '');
			utimesSync(join(backups, name), new Date(Date.parse(now) - days * 86_400_000), new Date(Date.parse(now) - days * 86_400_000));
		}
		now = `${now.slice(0, 11)}12:00:00.000Z`;
		const watching = watch({ BACKUP_DIR: backups });
		await watching.look();
		expect(watching.faults().get('backup')).toBe(undefined);
		const names = readdirSync(backups);
		expect(names).toHaveLength(4);
		expect(names).toEqual(expect.arrayContaining(['before-the-move.db', 'erased.json', 'samling-2026-02-20T020000.db']));
		await watching.look();
		expect(backupsIn(backups)).toHaveLength(2);
		await watching.stop();
	});

	test('that fail are told', async () => {
		const taken = join(folder, 'a-file');
		writeFileSync(taken, '');
		const watching = watch({ BACKUP_DIR: join(taken, 'below') });
		await watching.look();
		expect(watching.faults().get('backup')).toContain('failed:');
		await watching.stop();
	});

	test('do not hold up who erases somebody: the list of the erased is written at once, and a folder that is away is logged', async () => {
		const taken = join(folder, 'a-file');
		writeFileSync(taken, '');
		const watching = watch({ BACKUP_DIR: join(taken, 'below') });
		await watching.afterErasing();
		expect(readdirSync(folder)).toContain('erased.json');
		expect(logged).toContainEqual({ event: 'watching failed', error: expect.stringContaining('a-file') });
		await watching.stop();
	});

	test('overwrite what is left of somebody who was erased at the next look, though the process ended before it was told', async () => {
		const machine = { id: null, municipalityId: 'm', name: 'Samling' };
		await db.insertInto('municipality').values({ id: 'm', name: 'Stord', county: null, locale: 'nn', createdAt: now }).execute();
		await record(db, machine, 'person.erase', { kind: 'person', id: 'gone' }, now);
		const watching = watch();
		await watching.look();
		expect(await storedValue(db, 'vacuumed')).toBe('1');
		await watching.stop();
	});

	test('are kept for seven days each and one a week for five weeks', () => {
		const day = 86_400_000;
		const all = Array.from({ length: 60 }, (_, days) => ({ path: String(days), at: 1e12 - days * day })).toReversed();
		const gone = new Set(expired(all));
		expect(
			all
				.map(({ path }) => path)
				.filter((path) => !gone.has(path))
				.map(Number)
				.toReversed()
		).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28]);
	});
});
