import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { createWrongCodes } from '#lib/cafe/joining/joinable.server.ts';
import { createPersonalCodes, findByTypedCode, showPersonalCode } from '#lib/cafe/joining/personalCode.server.ts';
import { guestCookie, keepPhone } from '#lib/cafe/participants/phone.server.ts';
import { shownCode } from '#lib/joincode.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aJoinableHall } from '../../support/joining.ts';
import { now } from '../../support/world.ts';

const tomorrow = '2018-01-16T09:00:00.000Z';

onBothDatabases('a personal code', (fresh) => {
	test('takes over at once, of two phones that use it at the same moment the later, and is stored nowhere', async () => {
		const db = await fresh();
		const { guest, come, isIn, audit, socket, tag, scan } = await aJoinableHall(db);
		const code = await tag(guest);
		const thief = await come({ attendanceId: guest });
		const both = await Promise.all([scan(code), scan(code)]);
		const tokens = both.map((answer) => (answer?.ok ? answer.token : ''));
		expect((await Promise.all(tokens.map((token) => isIn(token)))).toSorted()).toEqual([false, true]);
		expect(await isIn(thief.token)).toBe(false);
		expect(await socket(thief.token)).toEqual({ close: 4411 });
		expect(await audit()).toEqual(['participant.takeOver', 'participant.takeOver']);
		const rows = await db.selectFrom('personalCode').selectAll().execute();
		expect(JSON.stringify([rows, await db.selectFrom('audit').selectAll().execute()])).not.toContain(code);
	});

	test('printed again is another one, and the first works as well', async () => {
		const db = await fresh();
		const { world, room, guest, scan } = await aJoinableHall(db);
		const print = async () => {
			const people = [{ key: 'a', personId: null, attendanceId: guest }];
			const made = await createPersonalCodes(db, world.facilitator, room.cafeId, people, now);
			return made.ok ? made.codes.a! : '';
		};
		const codes = [await print(), await print()];
		expect(new Set(codes).size).toBe(2);
		for (const code of codes) expect((await scan(shownCode(code).toLowerCase()))?.ok).toBe(true);
		expect(await createPersonalCodes(db, world.staff, room.cafeId, [], now)).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test('checks in who comes with a name tag while the doors are open', async () => {
		const db = await fresh();
		const { world, room, scan } = await aJoinableHall(db);
		const people = [{ key: 'a', personId: world.staff.id, attendanceId: null }];
		const made = await createPersonalCodes(db, world.facilitator, room.cafeId, people, now);
		const code = made.ok ? made.codes.a! : '';
		await db.updateTable('gathering').set({ state: 'invited' }).where('id', '=', room.gatheringId).execute();
		expect(await scan(code)).toEqual({ ok: false, reason: 'closedDoors' });
		await db.updateTable('gathering').set({ state: 'open' }).where('id', '=', room.gatheringId).execute();
		expect((await scan(code))?.ok).toBe(true);
		const here = await db.selectFrom('attendance').select('name').where('personId', '=', world.staff.id).execute();
		expect(here).toEqual([{ name: world.staff.name }]);
	});

	test('is no use when it is wrong, when the day is over, to somebody else who is signed in, and in another municipality', async () => {
		const db = await fresh();
		const { world, guest, tag, scan } = await aJoinableHall(db);
		const code = await tag(guest);
		expect(await scan(code, { actor: world.staff })).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await scan(code, {}, tomorrow)).toBeUndefined();
		expect(await scan(`${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
		const wrong = createWrongCodes();
		const typed = (code: string) => findByTypedCode(db, wrong, { code, address: '10.0.0.1' }, now);
		expect(await typed(code)).toEqual({ ok: true, leadsTo: `/seat/${code}` });
		for (let tries = 0; tries < 25; tries++) expect(await typed('AAAA-BBBB-CCCC')).toEqual({ ok: false, reason: 'invalid' });
		expect(await typed('AAAA-BBBB-CCCC')).toEqual({ ok: false, reason: 'limit' });
		expect((await typed(code)).ok, 'right ones are not counted').toBe(true);
		expect(
			await showPersonalCode(db, world.stranger, (await db.selectFrom('cafe').select('id').executeTakeFirstOrThrow()).id, guest, now)
		).toMatchObject({ ok: false });
	});
});

onBothDatabases('the phone of a guest', (fresh) => {
	test('is let in until the day is over, by the server as well as by the cookie', async () => {
		const db = await fresh();
		const { room, guest, joinable, come, isIn } = await aJoinableHall(db);
		const { token } = await come({ attendanceId: guest });
		expect([await isIn(token, '2018-01-15T22:59:00.000Z'), await isIn(token, '2018-01-15T23:01:00.000Z')]).toEqual([true, false]);
		const late = createAuthorizer(db, createSessions(db, false), () => '2018-03-23T09:00:00.000Z');
		const cookie = `${guestCookie(false)}=${token}`;
		expect(await late({ boardId: room.boards[0]!, cookie, address: '', searchParams: new URLSearchParams() })).toEqual({ close: 4401 });
		const set: unknown[][] = [];
		keepPhone({ set: (...all) => void set.push(all) }, token, { lastDay: joinable.date, now: '2018-01-15T22:00:00.000Z', isSecure: true });
		expect(set).toEqual([['__Host-samling-table', token, { path: '/', httpOnly: true, sameSite: 'lax', secure: true, maxAge: 3600 }]]);
	});

	test('is not known by a cookie without the prefix where the installation is reached by https', async () => {
		const db = await fresh();
		const { room, guest, come } = await aJoinableHall(db);
		const { token } = await come({ attendanceId: guest });
		const secure = createAuthorizer(db, createSessions(db, true), () => now);
		const ask = (name: string) =>
			secure({ boardId: room.boards[0]!, cookie: `${name}=${token}`, address: '', searchParams: new URLSearchParams() });
		expect(await ask('samling-table')).toEqual({ close: 4401 });
		expect(await ask('__Host-samling-table')).not.toEqual({ close: 4401 });
	});
});
