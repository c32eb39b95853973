import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { binSigned } from '#lib/cafe/board/binSigned.server.ts';
import { addNote, readBoard } from '#lib/cafe/board/document.ts';
import { join, joinedAs, type JoinRequest } from '#lib/cafe/joining/join.server.ts';
import { createWrongCodes, joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { joinWithCode } from '#lib/cafe/joining/joinWithCode.server.ts';
import { keeperAt, type Keeper } from '#lib/cafe/joining/keeper.server.ts';
import { letAllIn, letIn, letInByHand, turnAway, waitingAt } from '#lib/cafe/joining/letIn.server.ts';
import { joinChoices } from '#lib/cafe/joining/names.server.ts';
import { createPersonalCodes, findByTypedCode, personalCodeOf, showPersonalCode } from '#lib/cafe/joining/personalCode.server.ts';
import { removeParticipant } from '#lib/cafe/joining/remove.server.ts';
import { whereabouts } from '#lib/cafe/joining/waiting.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { guestCookie, keepPhone } from '#lib/cafe/participants/phone.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { shownCode } from '#lib/joincode.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { aCafe, boardsInMemory, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const nobody: JoinRequest = { attendanceId: null, name: '', unitId: null, shownAs: 'none', proof: null };
const tomorrow = '2018-01-16T09:00:00.000Z';

/** Twelve people at three tables, seated; the first hosts table 1. `come` joins, `at` is where a phone's cookie leads. */
async function hall(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world);
	const [host, guest] = room.present as [string, string];
	await changeHost(db, world.facilitator, room.cafeId, room.tables[0]!, host);
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	const cafe = () => db.selectFrom('cafe').selectAll().where('id', '=', room.cafeId).executeTakeFirstOrThrow();
	const joinable = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
	const come = async (who: Partial<JoinRequest>, actor = null as typeof world.staff | null) => {
		const answer = await join(db, joinable, actor, { ...nobody, ...who }, now);
		if (!answer.ok) throw new Error(answer.reason);
		return answer;
	};
	const keeper: Keeper = { cafeId: room.cafeId, tableId: null, as: world.facilitator, detail: undefined };
	const waiting = async () => waitingAt(db, await cafe());
	const isIn = async (token: string, when = now) => (await joinedAs(db, { now: when, guestToken: token }, joinable)) !== undefined;
	const audit = async () =>
		(await db.selectFrom('audit').select('verb').where('verb', 'like', 'participant.%').execute()).map(({ verb }) => verb);
	const admit = createAuthorizer(db, createSessions(db, false), () => now);
	/** What the socket of a phone is answered at a board. */
	const socket = (token: string, boardId = room.boards[0]!) =>
		admit({ boardId, cookie: `${guestCookie(false)}=${token}`, address: '', searchParams: new URLSearchParams() });
	/** The code on somebody's name tag. */
	const tag = async (attendanceId: string) => {
		const shown = await showPersonalCode(db, world.facilitator, room.cafeId, attendanceId, now);
		if (!shown.ok) throw new Error(shown.reason);
		return shown.code;
	};
	const scan = async (code: string, phone: Partial<{ guestToken: string; actor: typeof world.staff }> = {}, when = now) => {
		const found = await personalCodeOf(db, code, when);
		return found && joinWithCode(db, found, phone.actor ?? null, { shownAs: 'name', guestToken: phone.guestToken }, when);
	};
	return { world, room, host, guest, joinable, come, keeper, waiting, isIn, audit, socket, tag, scan };
}

onBothDatabases('a name in use', (fresh) => {
	test('is taken over by one tap of who runs the day, and the other phone is told and out', async () => {
		const db = await fresh();
		const { guest, come, keeper, waiting, isIn, audit, socket } = await hall(db);
		const first = await come({ attendanceId: guest, shownAs: 'name' });
		const second = await come({ attendanceId: guest, shownAs: 'name' });
		expect(second).toMatchObject({ participantId: null, ended: [] });
		expect([await isIn(first.token), await isIn(second.token)]).toEqual([true, false]);
		expect(await socket(second.token)).toEqual({ close: 4401 });
		const [asks] = await waiting();
		expect(asks).toMatchObject({ name: 'Deltakar 01', why: 'takeOver' });
		const answer = await letIn(db, keeper, asks!.id, now);
		expect(answer).toMatchObject({ ok: true, name: 'Deltakar 01' });
		expect([await isIn(first.token), await isIn(second.token)]).toEqual([false, true]);
		expect(await socket(first.token)).toEqual({ close: 4411 });
		expect(await letIn(db, keeper, asks!.id, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await audit()).toEqual(['participant.letIn']);
	});

	test('stays whose it is when the tap is no; the asking phone is told, and waits again under any name', async () => {
		const db = await fresh();
		const { room, guest, come, keeper, waiting, isIn, audit } = await hall(db);
		const first = await come({ attendanceId: guest });
		const second = await come({ attendanceId: guest });
		await turnAway(db, keeper, (await waiting())[0]!.id, now);
		expect(await isIn(first.token)).toBe(true);
		expect(await whereabouts(db, room.cafeId, second.token)).toEqual({ waits: null, former: 'turnedAway' });
		expect((await come({ name: 'Heilt ny', shownAs: 'name', guestToken: second.token })).participantId).toBeNull();
		expect(await audit()).toEqual(['participant.turnAway']);
	});

	test('is let in by the host of the table where it sits, and of no other', async () => {
		const db = await fresh();
		const { room, host, come, waiting, isIn, tag, scan, joinable } = await hall(db);
		const hosting = await scan(await tag(host));
		if (!hosting?.ok) throw new Error('the host is not in');
		const at = (await participantFor(db, { now, guestToken: hosting.token }, room.tables[0]!))!;
		expect(at.role).toBe('host');
		const seats = await db.selectFrom('seat').selectAll().where('round', '=', 1).execute();
		const near = seats.find((seat) => seat.cafeTableId === room.tables[0] && seat.attendanceId !== host)!.attendanceId;
		const far = seats.find((seat) => seat.cafeTableId !== room.tables[0])!.attendanceId;
		for (const attendanceId of [near, far]) {
			await come({ attendanceId });
			await come({ attendanceId });
		}
		const keeper = keeperAt(at, null)!;
		const cafe = await db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow();
		expect((await waitingAt(db, cafe, room.tables[0]!)).map(({ table }) => table?.id)).toEqual([room.tables[0]]);
		for (const { id, table } of await waiting()) expect((await letIn(db, keeper, id, now)).ok).toBe(table!.id === room.tables[0]);
		expect(keeperAt((await participantFor(db, { now, guestToken: (await come({})).token }, room.tables[0]!))!, null)).toBeUndefined();
		expect(await isIn(hosting.token)).toBe(true);
		expect(joinable.cafeId).toBe(room.cafeId);
	});
});

onBothDatabases('the code of a table', (fresh) => {
	test("gives neither the name nor the page of a host, nor the name of anybody with an account or of one who types another's", async () => {
		const db = await fresh();
		const { world, room, host, joinable } = await hall(db);
		const staff = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await db
			.insertInto('account')
			.values({ personId: world.staff.id, municipalityId: world.municipalityId, passwordHash: 'x', createdAt: now })
			.execute();
		const listed = (await joinChoices(db, joinable)).people.map(({ attendanceId }) => attendanceId);
		expect([listed.includes(host), listed.includes(staff), listed.length]).toEqual([false, false, 11]);
		for (const attendanceId of [host, staff])
			expect(await join(db, joinable, null, { ...nobody, attendanceId }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		for (const name of ['Deltakar 00', ' deltakar  00', 'Deltakar\u200b 00', world.staff.name.toUpperCase()])
			expect(await join(db, joinable, null, { ...nobody, name, shownAs: 'name' }, now)).toEqual({ ok: false, reason: 'duplicateName' });
	});

	test('keeps who became host later from the page of the host until they prove who they are', async () => {
		const db = await fresh();
		const { world, room, guest, come, tag, scan } = await hall(db);
		const { token } = await come({ attendanceId: guest, shownAs: 'name' });
		await changeHost(db, world.facilitator, room.cafeId, room.tables[1]!, guest);
		expect(await participantFor(db, { now, guestToken: token }, room.tables[1]!)).toMatchObject({ role: 'guest', mustProve: true });
		const proven = await scan(await tag(guest), { guestToken: token });
		if (!proven?.ok) throw new Error('the code does not lead in');
		expect(await participantFor(db, { now, guestToken: proven.token }, room.tables[1]!)).toMatchObject({ role: 'host', mustProve: false });
	});

	test('lets who is signed in join as themselves and as nobody else', async () => {
		const db = await fresh();
		const { world, room, guest, joinable, come } = await hall(db);
		expect(await join(db, joinable, world.staff, { ...nobody, attendanceId: guest }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		const answer = await come({ name: 'Ein annan', shownAs: 'name' }, world.staff);
		const { participant } = (await joinedAs(db, { now, guestToken: answer.token }, joinable))!;
		expect(participant).toMatchObject({ name: world.staff.name, isProven: true });
		expect(room.present).not.toContain(participant.attendanceId);
	});

	test('lets newcomers wait where they are let in by hand, all of them in with one tap, and who has a personal code walk in', async () => {
		const db = await fresh();
		const { world, room, guest, come, waiting, isIn, tag, scan } = await hall(db);
		await letInByHand(db, world.facilitator, room.cafeId, true, now);
		const phones = [await come({ attendanceId: guest }), await come({ name: 'Ny', shownAs: 'name' }), await come({})];
		expect(phones.map(({ participantId }) => participantId)).toEqual([null, null, null]);
		expect((await waiting()).map(({ why }) => why)).toEqual(['newcomer', 'newcomer', 'newcomer']);
		expect((await scan(await tag(room.present[2]!)))?.ok).toBe(true);
		expect(await letAllIn(db, world.staff, room.cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await letAllIn(db, world.facilitator, room.cafeId, now)).toEqual({ ok: true, count: 3 });
		expect(await Promise.all(phones.map(({ token }) => isIn(token)))).toEqual([true, true, true]);
		await letInByHand(db, world.facilitator, room.cafeId, false, now);
		expect((await come({})).participantId).not.toBeNull();
	});

	test('makes one phone one participant, however often it joins', async () => {
		const db = await fresh();
		const { come, isIn } = await hall(db);
		const first = await come({ name: 'Ein', shownAs: 'name' });
		const second = await come({ name: 'To', shownAs: 'name', guestToken: first.token });
		expect([await isIn(first.token), await isIn(second.token)]).toEqual([false, true]);
		const here = await db.selectFrom('participant').select('name').where('leftAt', 'is', null).execute();
		expect(here).toEqual([{ name: 'To' }]);
	});
});

onBothDatabases('a personal code', (fresh) => {
	test('takes over at once, of two phones that use it at the same moment the later, and is stored nowhere', async () => {
		const db = await fresh();
		const { guest, come, isIn, audit, socket, tag, scan } = await hall(db);
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
		const { world, room, guest, scan } = await hall(db);
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
		const { world, room, scan } = await hall(db);
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
		const { world, guest, tag, scan } = await hall(db);
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

onBothDatabases('who is taken out', (fresh) => {
	test('is out at once, and comes in again under that name, from that phone, or with their code only when let in', async () => {
		const db = await fresh();
		const { room, guest, come, keeper, waiting, isIn, audit, socket, tag, scan } = await hall(db);
		const phone = await come({ attendanceId: guest, shownAs: 'name' });
		expect(await removeParticipant(db, keeper, phone.participantId!, now)).toEqual({ ok: true, name: 'Deltakar 01' });
		expect(await isIn(phone.token)).toBe(false);
		expect(await socket(phone.token)).toEqual({ close: 4412 });
		expect(await whereabouts(db, room.cafeId, phone.token)).toEqual({ waits: null, former: 'removed' });
		expect((await come({ attendanceId: guest })).participantId).toBeNull();
		const renamed = await come({ name: 'Heilt annan', shownAs: 'name', guestToken: phone.token });
		expect(renamed.participantId).toBeNull();
		expect(await scan(await tag(guest))).toMatchObject({ participantId: null });
		expect((await waiting()).map(({ why }) => why)).toEqual(['removed', 'removed', 'removed']);
		for (const { id, name } of await waiting()) if (name === 'Heilt annan') await letIn(db, keeper, id, now);
		expect(await isIn(renamed.token)).toBe(true);
		expect(await removeParticipant(db, keeper, phone.participantId!, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await audit()).toEqual(['participant.remove', 'participant.letIn']);
	});

	test('leaves the notes signed with their name, or has them in the bin; notes without a name stay', async () => {
		const db = await fresh();
		const { room } = await hall(db);
		const live = boardsInMemory();
		const doc = live.doc(room.boards[1]!);
		for (const [id, by] of [
			['n1', 'Deltakar 01'],
			['n2', ''],
			['n3', 'Deltakar 02']
		] as const)
			addNote(doc, { id, text: 'T', by, round: 1 });
		expect(await binSigned(db, live, room.cafeId, 'Deltakar 01', now)).toBe(1);
		expect(await binSigned(db, live, room.cafeId, '', now)).toBe(0);
		expect(readBoard(doc).notes.map(({ id, binnedAt }) => [id, binnedAt])).toEqual([
			['n1', now],
			['n2', null],
			['n3', null]
		]);
	});

	test('is no host, and sits at the table of the host who does it', async () => {
		const db = await fresh();
		const { room, host, come, keeper, tag, scan } = await hall(db);
		const hosting = await scan(await tag(host));
		if (!hosting?.ok) throw new Error('the host is not in');
		expect(await removeParticipant(db, keeper, hosting.participantId!, now)).toEqual({ ok: false, reason: 'conflictHost' });
		const own = { ...keeper, tableId: room.tables[0]! };
		const seats = await db.selectFrom('seat').selectAll().where('round', '=', 1).execute();
		for (const seat of seats.filter(({ attendanceId }) => attendanceId !== host)) {
			const { participantId } = await come({ attendanceId: seat.attendanceId });
			expect((await removeParticipant(db, own, participantId!, now)).ok).toBe(seat.cafeTableId === room.tables[0]);
		}
	});
});

onBothDatabases('the phone of a guest', (fresh) => {
	test('is let in until the day is over, by the server as well as by the cookie', async () => {
		const db = await fresh();
		const { room, guest, joinable, come, isIn } = await hall(db);
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
		const { room, guest, come } = await hall(db);
		const { token } = await come({ attendanceId: guest });
		const secure = createAuthorizer(db, createSessions(db, true), () => now);
		const ask = (name: string) =>
			secure({ boardId: room.boards[0]!, cookie: `${name}=${token}`, address: '', searchParams: new URLSearchParams() });
		expect(await ask('samling-table')).toEqual({ close: 4401 });
		expect(await ask('__Host-samling-table')).not.toEqual({ close: 4401 });
	});
});
