import { expect, test } from 'vitest';
import { sql } from 'kysely';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { readBoard } from '#lib/cafe/board/document.ts';
import { broadcastTableStatus, tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { documentSchemas } from '../../src/documentSchemas.ts';
import { hours, Rehearsals } from '../../src/rehearsal.server.ts';
import { startHall, type RouteDeps } from '../../src/runtime.server.ts';
import { readSettings } from '../../src/settings.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { letRobotsIn } from '#lib/cafe/rehearsal/robots.server.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { openLines } from '#lib/live/inProcess/line.server.ts';
import { LiveServer } from '#lib/live/server/liveServer.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { createAttempts } from '#lib/people/auth/attempts.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { copyForRehearsal } from '#db/demo/rehearsal.ts';
import { everythingIn } from '../support/dump.ts';
import { afterwards } from '../support/live.ts';
import { aHall } from '../support/tables.ts';

const now = () => new Date().toISOString();

test('robots go through a café as people do: they come, sit, write alone and together, gather, vote, and their hosts hand in points', async () => {
	const real = openSqlite(':memory:');
	await migrate(real);
	const { world, gatheringId } = await aHall(real, [{ name: 'Kari Nordmann' }], now());
	const before = await everythingIn(real);

	const db = openSqlite(':memory:');
	await migrate(db);
	const { facilitator, municipalityId } = world;
	const copied = (await copyForRehearsal(real, db, facilitator, gatheringId, now()))!;
	const sessions = createSessions(db, false);
	const live = new LiveServer({
		db,
		authorize: createAuthorizer(db, sessions, now),
		status: (boardId) => tableStatusOf(db, boardId, now()),
		schema: documentSchemas(),
		origins: 'own host',
		now,
		log: () => undefined
	});
	const lines = await openLines(live);
	const failures: unknown[] = [];
	const robots = letRobotsIn({
		...{ ...copied, db, municipalityId, isSecure: false, now, connect: lines.connect },
		changed: (tableId) => broadcastTableStatus(db, live, tableId, now()),
		everyMs: 4,
		failed: (error) => void failures.push(error)
	});
	afterwards(async () => {
		await robots.stop();
		lines.close();
		await live.shutdown();
		await db.destroy();
		await real.destroy();
	});
	const count = async (of: string) => (await sql<{ n: number }>`select count(*) as n from ${sql.raw(of)}`.execute(db)).rows[0]!.n;
	const until = (of: string, least: number) =>
		expect.poll(() => count(of), { timeout: 40_000, interval: 100 }).toBeGreaterThanOrEqual(least);

	await until('participant', 46);
	const tables = await db.selectFrom('cafeTable').select(['id', 'boardId']).orderBy('number').execute();
	expect(tables).toHaveLength(8);
	for (const [at, { id }] of tables.entries())
		expect(await changeHost(db, facilitator, copied.cafeId, id, copied.present[at]!)).toMatchObject({ ok: true });
	expect(await seatEveryone(db, facilitator, copied.cafeId, now())).toMatchObject({ ok: true });
	expect(await startRound(db, facilitator, copied.cafeId, now(), 3)).toMatchObject({ ok: true });
	await until('sheet where ready_at is not null', 46);
	const alone = () => Promise.all(tables.map(({ boardId }) => live.read(boardId, readBoard)));
	expect((await alone()).flatMap((board) => board?.notes ?? [])).toEqual([]);
	expect(await reveal(db, live, facilitator, copied.cafeId, now())).toMatchObject({ ok: true, notes: 92 });
	const lying = () => live.stats(tables.map(({ boardId }) => boardId));
	await expect.poll(() => [...lying().values()].filter(({ people }) => people >= 5).length, { timeout: 40_000 }).toBe(8);
	const read = async () => {
		const boards = await Promise.all(tables.map(({ boardId }) => live.read(boardId, readBoard)));
		return boards.map((board) => ({ notes: board!.notes.length, clusters: board!.clusters.length }));
	};
	await expect
		.poll(async () => Math.min(...(await read()).map(({ notes }) => notes)), { timeout: 40_000, interval: 200 })
		.toBeGreaterThanOrEqual(10);
	const gathered = async () => (await read()).every(({ clusters }) => clusters > 0);
	await expect.poll(gathered, { timeout: 40_000, interval: 200 }).toBe(true);

	expect(await startVote(db, facilitator, copied.cafeId, now())).toMatchObject({ ok: true });
	await until('vote', 46);
	expect(await freezeBoards(db, live, facilitator, copied.cafeId, now())).toMatchObject({ ok: true });
	await until('cafe_table where harvested_at is not null', 8);
	expect(await count('harvest_point')).toBe(24);
	expect(failures).toEqual([]);

	// Nobody of the real list is there, and the real database is as it was.
	expect(await everythingIn(db)).not.toContain('Kari Nordmann');
	expect(await everythingIn(real)).toBe(before);
});

test('a rehearsal is over three hours after it began, whatever waits for it, and another can begin', async () => {
	const db = openSqlite(':memory:');
	await migrate(db);
	const { world, gatheringId } = await aHall(db, [{ name: 'Kari Nordmann' }], now());
	const began = now();
	let time = began;
	const clock = { now: () => time, move: () => Promise.resolve() };
	const settings = readSettings({});
	const sessions = createSessions(db, false);
	const parts = { db, clock, settings, sessions } as unknown as Omit<RouteDeps, 'rehearsals'>;
	const rehearsals = new Rehearsals(parts, (copy, of) => startHall(settings, copy, clock, of, createAttempts(), 'own host'));
	afterwards(async () => {
		await rehearsals.end();
		await db.destroy();
	});
	const start = async () => {
		const started = await rehearsals.start(world.facilitator, gatheringId);
		if (!started.ok) throw new Error(started.reason);
		return started.rehearsal;
	};
	const rehearsal = await start();
	expect(rehearsal.endsAt).toBe(addMilliseconds(began, hours * 3_600_000));
	time = addMilliseconds(rehearsal.endsAt, -1);
	expect([rehearsals.of(rehearsal.token), rehearsals.in(world.municipalityId)]).toEqual([rehearsal, rehearsal]);
	expect(await rehearsals.start(world.facilitator, gatheringId)).toEqual({ ok: false, reason: 'conflict' });
	time = rehearsal.endsAt;
	expect([rehearsals.of(rehearsal.token), rehearsals.in(world.municipalityId)]).toEqual([null, null]);
	const gone = () => rehearsal.routes.db.selectFrom('cafe').select('id').execute();
	await expect.poll(() => gone().then(() => 'there', String)).toMatch(/destroyed|not open/);
	expect((await start()).token).not.toBe(rehearsal.token);
});
