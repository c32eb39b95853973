import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { changeRoles, disablePerson } from '#lib/people/persons/commands.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { aRunningCafe } from '../support/cafe.ts';
import { aJoinableHall } from '../support/joining.ts';
import type { Admission } from '#lib/live/contract.ts';
import { startServer, join, pause, principal, until, type TestServer } from '../support/live.ts';
import { aMunicipality, now } from '../support/world.ts';

/** A café whose door is the real one; `as` in the address is the session in the browser's cookie. */
async function opened() {
	const server: TestServer = await startServer({
		options: { authorize: (request) => admit({ ...request, cookie: `samling=${request.searchParams.get('as')}` }) }
	});
	const sessions = createSessions(server.db, false);
	const admit = createAuthorizer(server.db, sessions, () => now);
	const world = await aMunicipality(server.db);
	const { boards } = await aRunningCafe(server.db, world);
	const signIn = async (actor: Actor) => (await sessions.createSession(actor.id, {})).id;
	const sit = (session: string) => join({ port: server.port, board: boards[0]! }, { as: session });
	return { server, sessions, world, signIn, sit };
}

test('signing out closes the boards of that browser, not those of the same person elsewhere, nor of others', async () => {
	const { server, sessions, world, signIn, sit } = await opened();
	const [laptop, phone, other] = [await signIn(world.facilitator), await signIn(world.facilitator), await signIn(world.leader)];
	const seats = await Promise.all([sit(laptop), sit(phone), sit(other)]);
	await sessions.invalidateSession(laptop);
	await server.live.reauthorizeAll(({ searchParams }) => searchParams.get('as') === laptop);
	await until(() => seats[0].closed === 4401);
	await pause(50);
	expect(seats.map(({ closed }) => closed)).toEqual([4401, undefined, undefined]);
});

test('disabling a person closes every board they have open', async () => {
	const { server, world, signIn, sit } = await opened();
	const seats = [
		await sit(await signIn(world.facilitator)),
		await sit(await signIn(world.facilitator)),
		await sit(await signIn(world.leader))
	];
	const administrator = { ...world.leader, roles: ['administrator' as const] };
	expect(await disablePerson(server.db, administrator, world.facilitator.id, now)).toMatchObject({ ok: true });
	await server.live.reauthorizeAll();
	for (const seat of seats.slice(0, 2)) await until(() => seat.closed === 4401);
	expect(seats[2]!.closed).toBeUndefined();
});

test('whoever no longer runs the day is shown out of tables that are not theirs', async () => {
	const { server, world, signIn, sit } = await opened();
	const seat = await sit(await signIn(world.facilitator));
	const administrator = { ...world.leader, roles: ['administrator' as const] };
	expect(await changeRoles(server.db, administrator, world.facilitator.id, ['staff'], now)).toEqual({ ok: true });
	await server.live.reauthorizeAll();
	await until(() => seat.closed === 4403);
});

test('L2: a phone whose day is over is closed when it is, though nothing happens on the board', async () => {
	let time = now;
	const server: TestServer = await startServer({
		options: { now: () => time, authorize: (request) => admit({ ...request, cookie: `${guestCookie(false)}=${token}` }) }
	});
	const admit = createAuthorizer(server.db, createSessions(server.db, false), () => time);
	const { come, room } = await aJoinableHall(server.db);
	const { token } = await come({ attendanceId: null, name: 'Gjest' });
	const seat = await join({ port: server.port, board: room.boards[0]! });
	time = '2018-01-15T22:59:59.000Z';
	await pause(1200);
	expect(seat.closed).toBe(undefined);
	time = '2018-01-15T23:00:00.000Z';
	await until(() => seat.closed === 4401);
});

test('somebody who is at the door in that moment is asked anew, and not let in as who they were', async () => {
	const first = Promise.withResolvers<Admission>();
	let asked = 0;
	const server = await startServer({ options: { authorize: async () => (++asked === 1 ? first.promise : { close: 4401 }) } });
	const seat = await join(server, { synced: false });
	await until(() => asked === 1);
	await server.live.reauthorizeAll();
	first.resolve({ principal: principal('Ola'), mode: 'write' });
	await until(() => seat.closed === 4401);
	expect([asked, server.live.present(server.board)]).toEqual([2, []]);
});

test('when it cannot be found out who somebody is, they come back by themselves', async () => {
	const { server, world, signIn, sit } = await opened();
	const seat = await sit(await signIn(world.facilitator));
	const selectFrom = server.db.selectFrom.bind(server.db);
	server.db.selectFrom = (() => {
		throw new Error('the disk is gone');
	}) as typeof server.db.selectFrom;
	const dropped = new Promise<void>((resolve) => seat.provider.once('connection-close', () => resolve()));
	await server.live.reauthorizeAll();
	await dropped;
	server.db.selectFrom = selectFrom;
	await until(() => seat.provider.synced && seat.provider.wsconnected);
	expect(seat.closed).toBeUndefined();
});

test('rights that were given until an instant are asked for again when it comes, by nobody’s call', async () => {
	let time = now;
	const later = addMilliseconds(now, 15_000);
	const server = await startServer({
		options: {
			now: () => time,
			authorize: async () => (time < later ? { principal: principal('Ola'), mode: 'write', until: later } : { close: 4403 })
		}
	});
	const seat = await join({ port: server.port, board: server.board });
	await pause(1500);
	expect(seat.closed).toBeUndefined();
	time = later;
	await until(() => seat.closed === 4403);
});
