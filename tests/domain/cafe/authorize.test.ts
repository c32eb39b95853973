import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join, leave } from '#lib/cafe/joining/join.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { endRound } from '#lib/cafe/rounds/commands.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { disablePerson } from '#lib/people/persons/commands.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { aCafe, aRunningCafe, type CafeWorld, rearrange } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

async function door(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world);
	const sessions = createSessions(db, false);
	const admit = createAuthorizer(db, sessions, () => now);
	return {
		world,
		room,
		ask: (boardId: string, cookie?: string, query = '') =>
			admit({ boardId, cookie, address: '127.0.0.1', searchParams: new URLSearchParams(query) }),
		session: async (actor: Actor) => `${sessions.sessionCookieName}=${(await sessions.createSession(actor.id, {})).id}`
	};
}

/** A guest with a seat: the cookie, and where they sit. */
async function guest(db: Kysely<Database>, room: CafeWorld, at: number, shownAs: 'name' | 'unit' | 'none') {
	const { joinToken } = await db.selectFrom('cafe').select('joinToken').executeTakeFirstOrThrow();
	const opened = (await joinableCafe(db, { token: joinToken }, now))!;
	const answer = await join(
		db,
		opened,
		null,
		{ attendanceId: room.present[at]!, name: '', unitId: null, shownAs, proof: 'personalCode' },
		now
	);
	if (!answer.ok) throw new Error(answer.reason);
	const first = (await participantFor(db, { now, guestToken: answer.token }, room.tables[0]!))!;
	const tableId = first.goTo ?? room.tables[0]!;
	return {
		token: answer.token,
		cookie: `other=1; ${guestCookie(false)}=${answer.token}`,
		participant: first.participant!,
		tableId,
		boardId: room.boards[room.tables.indexOf(tableId)]!
	};
}

onBothDatabases('at the door of a board (L2, L3)', (fresh) => {
	test('a cookie that is no phone of theirs makes nobody somebody else: quotas, sockets and private boards are those of who is signed in', async () => {
		const db = await fresh();
		const { ask, world, room, session } = await door(db);
		const { joinToken } = await db.selectFrom('cafe').select('joinToken').executeTakeFirstOrThrow();
		const opened = (await joinableCafe(db, { token: joinToken }, now))!;
		const whose = { attendanceId: null, name: '', unitId: null, shownAs: 'name', proof: null } as const;
		const joined = await join(db, opened, world.staff, whose, now);
		const signedIn = await session(world.staff);
		const admitted = await Promise.all(room.boards.map((id) => ask(id, signedIn)));
		const boardId = room.boards[admitted.findIndex((answer) => 'principal' in answer)]!;
		const idWith = async (cookies: string) => {
			const admitted = await ask(boardId, `${signedIn}; ${cookies}`);
			return 'principal' in admitted ? `${admitted.principal.id} ${admitted.principal.secret}` : admitted.close;
		};
		const own = await idWith('other=1');
		for (const made of ['a', 'b']) expect(await idWith(`${guestCookie(false)}=${made}`)).toBe(own);
		expect(await idWith(`${guestCookie(false)}=${joined.ok && joined.token}`)).not.toBe(own);
	});

	test('says of who is on the list, or comes by an account, that they are listed; of a stranger with the code that they are not', async () => {
		const db = await fresh();
		const { ask, world, room, session } = await door(db);
		const listed = async (cookie: string) => {
			const answers = await Promise.all(room.boards.map((id) => ask(id, cookie)));
			return answers.flatMap((answer) => ('principal' in answer && answer.mode === 'write' ? [answer.principal.isListed] : []));
		};
		expect(await listed((await guest(db, room, 0, 'name')).cookie)).toEqual([true]);
		expect(new Set(await listed(await session(world.facilitator)))).toEqual(new Set([true]));
		const opened = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		const who = { attendanceId: null, name: 'Innom', unitId: null, shownAs: 'name', proof: null } as const;
		const stranger = await join(db, opened, null, who, now);
		expect(await listed(`${guestCookie(false)}=${stranger.ok && stranger.token}`)).toEqual([false]);
	});

	test('an unknown board is 4404', async () => {
		const db = await fresh();
		const { ask, world, session } = await door(db);
		expect(await ask('unknown', await session(world.leader))).toEqual({ close: 4404 });
	});

	test('nobody known is 4401, staff who have not joined 4403, another municipality 4404', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		expect(await ask(room.boards[0]!)).toEqual({ close: 4401 });
		expect(await ask(room.boards[0]!, `${guestCookie(false)}=made-up`)).toEqual({ close: 4401 });
		expect(await ask(room.boards[0]!, await session(world.staff))).toEqual({ close: 4403 });
		expect(await ask(room.boards[0]!, await session(world.stranger))).toEqual({ close: 4404 });
	});

	test('a guest writes at their own table and is kept from the others', async () => {
		const db = await fresh();
		const { ask, room } = await door(db);
		const one = await guest(db, room, 0, 'name');
		expect(await ask(one.boardId, one.cookie)).toMatchObject({
			mode: 'write',
			principal: { writesAs: ['Deltakar 00', 'Nav Stord', ''] }
		});
		const elsewhere = room.boards.find((id) => id !== one.boardId)!;
		expect(await ask(elsewhere, one.cookie)).toEqual({ close: 4403 });
	});

	test('who has changed tables reads at the one they come from, and writes there no longer than the grace (L19, L24)', async () => {
		const db = await fresh();
		const { ask, room, world } = await door(db);
		const one = await guest(db, room, 0, 'name');
		await endRound(db, world.facilitator, room.cafeId, now);
		expect(await ask(one.boardId, one.cookie)).toMatchObject({ mode: 'write', until: addMilliseconds(now, 15_000) });
		await db
			.updateTable('cafe')
			.set({ phaseAt: addMilliseconds(now, -15_000) })
			.execute();
		expect(await ask(one.boardId, one.cookie)).toMatchObject({ mode: 'read' });
		const here = await participantFor(db, { now, guestToken: one.token }, one.tableId);
		expect(await ask(room.boards[room.tables.indexOf(here!.goTo!)]!, one.cookie)).toMatchObject({ mode: 'write' });
	});

	test('nobody gets a socket to a closed board: what it was frozen as is on its page (4409)', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		const one = await guest(db, room, 0, 'name');
		await db.updateTable('board').set({ closedAt: now }).execute();
		for (const cookie of [one.cookie, await session(world.facilitator)]) expect(await ask(one.boardId, cookie)).toEqual({ close: 4409 });
		expect(await ask(one.boardId)).toEqual({ close: 4401 });
	});

	test('a guest signs with a label of their own that the phase allows; which, only their phone knows (L21)', async () => {
		const db = await fresh();
		const { ask, room } = await door(db);
		const [named, unnamed] = [await guest(db, room, 0, 'name'), await guest(db, room, 0, 'none')];
		for (const talkShows of ['name', 'unit', 'none'] as const) {
			await db.updateTable('cafe').set({ talkShows }).execute();
			const writesAs = { name: ['Deltakar 00', 'Nav Stord', ''], unit: ['Nav Stord', ''], none: [''] }[talkShows];
			expect(await ask(unnamed.boardId, unnamed.cookie)).toMatchObject({ principal: { writesAs } });
		}
		expect(named.participant.label).toBe('Deltakar 00');
		expect(unnamed.participant.label).toBe('');
	});

	test('presence is the same for those who are shown by name and those who are not (L5)', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		const one = await guest(db, room, 0, 'name');
		for (const cookie of [one.cookie, await session(world.facilitator)])
			expect(await ask(one.boardId, cookie)).toMatchObject({ principal: { label: '', role: '', colour: 0 } });
	});

	test('the secret that what a guest writes is hashed with is in no table of the database (L21)', async () => {
		const db = await fresh();
		const { ask, room } = await door(db);
		const one = await guest(db, room, 0, 'none');
		const answer = await ask(one.boardId, one.cookie);
		if (!('principal' in answer)) throw new Error('not admitted');
		expect(answer.principal.id).not.toBe(one.participant.id);
		const stored = JSON.stringify(await db.selectFrom('participant').selectAll().execute());
		expect(stored).not.toContain(answer.principal.id);
		expect(stored).not.toContain(answer.principal.secret);
		expect(await ask(one.boardId, one.cookie)).toEqual(answer);
	});

	test('those who run the day write everywhere, under their name', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		for (const board of room.boards) {
			expect(await ask(board, await session(world.facilitator))).toMatchObject({
				mode: 'write',
				principal: { id: world.facilitator.id, writesAs: ['Fasilitator Fitjar'] }
			});
		}
	});

	test('the projector reads, is nobody, and is for those who run the day', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		expect(await ask(room.boards[0]!, await session(world.facilitator), 'view=projector')).toMatchObject({
			mode: 'read',
			principal: { label: '', writesAs: [] }
		});
		const one = await guest(db, room, 0, 'name');
		expect(await ask(one.boardId, one.cookie, 'view=projector')).toEqual({ close: 4403 });
	});

	test('when the boards are closed everybody reads', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		const one = await guest(db, room, 0, 'name');
		await db.updateTable('cafe').set({ phase: 'harvest' }).execute();
		for (const board of room.boards) expect(await ask(board, one.cookie)).toMatchObject({ mode: 'read', principal: { writesAs: [] } });
		expect(await ask(room.boards[0]!, await session(world.leader))).toMatchObject({ mode: 'read' });
	});

	test('who left, and who was disabled, is out', async () => {
		const db = await fresh();
		const { ask, room, world, session } = await door(db);
		const one = await guest(db, room, 0, 'name');
		await leave(db, one.participant.id, now);
		expect(await ask(one.boardId, one.cookie)).toEqual({ close: 4401 });
		const cookie = await session(world.facilitator);
		await disablePerson(db, world.leader, world.facilitator.id, now);
		expect(await ask(room.boards[0]!, cookie)).toEqual({ close: 4401 });
	});
});

onBothDatabases('a table that is taken away', (fresh) => {
	test('closes its board to those who have it open (4409)', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, boards } = await aCafe(db, world);
		const sessions = createSessions(db, false);
		const cookie = `${sessions.sessionCookieName}=${(await sessions.createSession(world.leader.id, {})).id}`;
		await rearrange(db, world.leader, gatheringId, ({ tables }) => ({ tables: tables.slice(1) }));
		await seatEveryone(db, world.leader, cafeId, now);
		expect(
			await createAuthorizer(db, sessions, () => now)({ boardId: boards[0]!, cookie, address: '', searchParams: new URLSearchParams() })
		).toEqual({
			close: 4409
		});
	});
});
