import { join } from 'node:path';
import { appendFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { otherUnit } from '#lib/cafe/model.ts';
import { copyDatabase } from '#lib/db/copy.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { purgeExpired } from '#lib/privacy/retention.server.ts';
import { aFolder } from '../support/live.ts';
import { now } from '../support/world.ts';
import { seatsOf, targetsOf, tried, triedWhereKnown, waysIntoFiles, waysIntoWire, type Result, type Seats, type Target } from './attack.ts';
import { asChosen, markTargets, waysByMark, waysIntoShown } from './fileAttack.ts';
import { allThatIsShown, cameOfIt } from './files.ts';
import { copiedBytes, playedHall, type Hall } from './hall.ts';

const figures: string[] = [];

/** Says how often each way was right, and fails when one is right more often than chance. */
function judge(when: string, results: readonly Result[]): void {
	for (const { way, right, guesses, chance } of results)
		figures.push(`${when} | ${way} | ${right} right, ${guesses} known | chance ${chance.toFixed(1)}`);
	for (const { way, right, limit } of results) expect.soft(right, `${when}: ${way}`).toBeLessThanOrEqual(limit);
}

async function withCopy<T>(file: string, look: (db: Kysely<Database>) => Promise<T>): Promise<T> {
	const db = openSqlite(file);
	try {
		return await look(db);
	} finally {
		await db.destroy();
	}
}

test('who holds every file, backup and log, or the wire, does no better than chance at whose an unnamed note is (L21)', async () => {
	const hall = await playedHall();
	const { server, room, unnamed, world } = hall;
	const { db, file, live, log } = server;
	const folder = aFolder();
	const truth = new Map(unnamed.map(({ id, writer }) => [id, writer]));
	const seats = await seatsOf(db, room.cafeId);
	const targets = targetsOf(unnamed, seats);
	expect(targets.length).toBeGreaterThan(100);
	for (const { id, candidates } of targets) expect(candidates).toContain(truth.get(id));
	const attacked = async (when: string, path: string) =>
		judge(when, tried(await withCopy(path, (copy) => waysIntoFiles(copy, targets, seats)), targets, truth));

	const attendance = await db.selectFrom('attendance').select(['id', 'name']).execute();
	const byName = new Map(attendance.map(({ id, name }) => [name, id]));
	judge('the wire', tried(waysIntoWire(hall.wire, targets, seats, byName), targets, truth));
	const wrote = new Set(hall.wire.clients.values());
	expect(
		[...hall.wire.present.keys()].filter((id) => wrote.has(id)),
		'presence has ids that never write'
	).toEqual([]);
	const bytes = copiedBytes(file, join(folder, 'live.db'));
	expect(
		hall.secrets.filter((secret) => bytes.includes(secret)),
		'secrets of phones in the file'
	).toEqual([]);
	await attacked('live', join(folder, 'live.db'));
	await copyDatabase(file, join(folder, 'backup.db'));
	await attacked('a backup of the day', join(folder, 'backup.db'));
	await provesItself(hall, join(folder, 'backup.db'));
	await readAll('pages and files while it runs', join(folder, 'live.db'), { hall, targets, seats, byName });

	expect(await freezeBoards(db, live, world.facilitator, room.cafeId, now)).toMatchObject({ ok: true });
	copiedBytes(file, join(folder, 'closed.db'));
	await attacked('closed', join(folder, 'closed.db'));
	await marksAttacked('closed', join(folder, 'closed.db'), hall, seats);
	await cameOfIt(hall);
	copiedBytes(file, join(folder, 'adopted.db'));
	await readAll('pages and files after', join(folder, 'adopted.db'), { hall, targets, seats, byName });
	await purgeExpired(db, '2018-05-01T08:00:00.000Z');
	copiedBytes(file, join(folder, 'purged.db'));
	await attacked('after 90 days', join(folder, 'purged.db'));
	await marksAttacked('after 90 days', join(folder, 'purged.db'), hall, seats);

	const words = JSON.stringify(log);
	expect(
		unnamed.filter(({ id }) => words.includes(id)),
		'notes in the log'
	).toEqual([]);
	console.info(figures.join('\n'));
	if (process.env.ANONYMITY_FIGURES) appendFileSync(process.env.ANONYMITY_FIGURES, `${figures.join('\n')}\n`);
}, 240_000);

/** What the product shows of a copy, on every page and in every file, to somebody with every right who has the copy too. */
async function readAll(
	when: string,
	path: string,
	{ hall, targets, seats, byName }: { hall: Hall; targets: Target[]; seats: Seats; byName: ReadonlyMap<string, string> }
): Promise<void> {
	const read = await allThatIsShown(path, hall);
	const kinds = new Set(read.map(({ kind }) => kind));
	figures.push(`${when} | ${read.length} of ${kinds.size} kinds`);
	const truth = new Map([...hall.unnamed, ...hall.marked].map(({ id, writer }) => [id, writer]));
	await withCopy(path, async (db) => {
		judge(when, triedWhereKnown(await waysIntoShown(read, db, targets, byName), targets, truth));
		const isClosed = (await db.selectFrom('note').select('id').limit(1).executeTakeFirst()) !== undefined;
		if (!isClosed) return;
		for (const kind of [
			'/people/people.csv',
			'/people/…/data',
			'/plan/versions/…/archive.zip',
			'/calendar/….ics',
			'/gatherings/…/cafe/cards'
		])
			expect([...kinds], 'what was read').toContain(kind);
		const marks = await markTargets(db, hall.marked, seats);
		judge(when, triedWhereKnown(await waysByMark(db, marks, seats, read), marks, truth));
	});
}

/** Whose a note under the name of a unit is: of those whom its mark leaves open, nobody is more likely than the others. */
async function marksAttacked(when: string, path: string, { marked }: Hall, seats: Seats): Promise<void> {
	await withCopy(path, async (db) => {
		const targets = await markTargets(db, marked, seats);
		const truth = new Map(marked.map(({ id, writer }) => [id, writer]));
		for (const { id, candidates } of targets) expect(candidates).toContain(truth.get(id));
		for (const { by, candidates } of targets) if (by !== '') expect(candidates.length).toBeGreaterThanOrEqual(3);
		const kept = Map.groupBy(targets, ({ by }) => (by === '' ? 'none' : by === otherUnit ? 'another unit' : 'a unit'));
		figures.push(`${when} | marks kept as | ${[...kept].map(([as, all]) => `${all.length} ${as}`).join(', ')}`);
		judge(when, triedWhereKnown(await waysByMark(db, targets, seats), targets, truth));
		const before = await asChosen(db, seats);
		const right = targets.filter((target) => before(target) === truth.get(target.id)).length;
		const named = targets.filter(({ by }) => by !== '');
		const chance = named.reduce((sum, { candidates }) => sum + 1 / candidates.length, 0);
		figures.push(`as the table sees it | mark and round | ${right} right of ${targets.length} | chance ${chance.toFixed(1)}`);
		expect(right).toBeGreaterThan(1.5 * chance);
	});
}

/** The same attacker on what was kept before, one pseudonym a phone for the day: finds nearly everybody, so the test can fail. */
async function provesItself({ room, unnamed, phones }: Hall, path: string): Promise<void> {
	await withCopy(path, async (db) => {
		for (const [key, { boardId, phone }] of phones)
			await db
				.updateTable('boardClient')
				.set({ owner: phone })
				.where('boardId', '=', boardId)
				.where('clientId', '=', Number(key.split(' ')[1]))
				.execute();
		const seats = await seatsOf(db, room.cafeId);
		const targets = targetsOf(unnamed, seats);
		const truth = new Map(unnamed.map(({ id, writer }) => [id, writer]));
		const results = tried(await waysIntoFiles(db, targets, seats), targets, truth);
		const { right, limit } = results.find(({ way }) => way === 'owner of the client id')!;
		figures.push(`the old way | owner of the client id | ${right} right of ${targets.length}`);
		expect(right).toBeGreaterThan(2 * limit);
	});
}
