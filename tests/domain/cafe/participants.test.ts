import { expect, test } from 'vitest';
import { addMilliseconds } from '#lib/dates.ts';
import * as cafe from '#lib/cafe/setup/create.server.ts';
import { newJoinCode, shownCode } from '#lib/joincode.ts';
import { join, leave, joinedAs, type JoinRequest } from '#lib/cafe/joining/join.server.ts';
import { joinableCafe, type JoinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { joinChoices } from '#lib/cafe/joining/names.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { changeShownAs, guestCookie, keepChoice, phoneSecret } from '#lib/cafe/participants/phone.server.ts';
import { endRound, startRound } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { disablePerson } from '#lib/people/persons/commands.server.ts';
import { aCafe, checkedIn, type CafeWorld } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

const nobody: JoinRequest = { attendanceId: null, name: '', unitId: null, shownAs: 'none', proof: null };

async function setting(
	db: Kysely<Database>,
	size?: { people?: number; tables?: number }
): Promise<{ world: World; room: CafeWorld; joinable: JoinableCafe }> {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world, size);
	const { joinCode } = await db.selectFrom('cafe').select('joinCode').where('id', '=', room.cafeId).executeTakeFirstOrThrow();
	const joinable = await joinableCafe(db, { code: joinCode }, now);
	if (!joinable) throw new Error('the café can not be joined');
	return { world, room, joinable };
}

async function joined(
	db: Kysely<Database>,
	joinable: JoinableCafe,
	who: Partial<JoinRequest>,
	actor: World['staff'] | null = null
): Promise<string> {
	const answer = await join(db, joinable, actor, { ...nobody, ...who }, now);
	if (!answer.ok) throw new Error(answer.reason);
	return answer.token;
}

/** The table somebody sits at now, as their phone is told. */
async function tableOf(db: Kysely<Database>, joinable: JoinableCafe, guestToken: string): Promise<string | null> {
	const fresh = await joinableCafe(db, { token: joinable.joinToken }, now);
	return (await joinedAs(db, { now, guestToken }, fresh!))?.tableId ?? null;
}

onBothDatabases('joining a table', (fresh) => {
	test('a code is found whatever way it is typed, and the QR token too', async () => {
		const db = await fresh();
		const { joinable } = await setting(db);
		const { joinCode } = await db.selectFrom('cafe').select('joinCode').executeTakeFirstOrThrow();
		for (const typed of [shownCode(joinCode), joinCode.toLowerCase(), ` ${joinCode.slice(0, 3)} ${joinCode.slice(3)} `]) {
			expect((await joinableCafe(db, { code: typed }, now))?.cafeId).toBe(joinable.cafeId);
		}
		expect((await joinableCafe(db, { token: joinable.joinToken }, now))?.cafeId).toBe(joinable.cafeId);
	});

	test('the code works on the day before the gathering and on the day itself', async () => {
		const db = await fresh();
		const { joinable } = await setting(db);
		const on = async (day: string) => (await joinableCafe(db, { token: joinable.joinToken }, `${day}T12:00:00.000Z`)) !== undefined;
		expect([await on('2018-01-13'), await on('2018-01-14'), await on('2018-01-15'), await on('2018-01-16')]).toEqual([
			false,
			true,
			true,
			false
		]);
	});

	test('unknown, locked and rotated codes look the same', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		expect(await joinableCafe(db, { code: newJoinCode() }, now)).toBeUndefined();
		await cafe.lockJoining(db, world.facilitator, room.cafeId, true, now);
		expect(await joinableCafe(db, { token: joinable.joinToken }, now)).toBeUndefined();
		await cafe.lockJoining(db, world.facilitator, room.cafeId, false, now);
		expect(await joinableCafe(db, { token: joinable.joinToken }, now)).toBeDefined();
		await cafe.rotateCode(db, world.facilitator, room.cafeId, now);
		expect(await joinableCafe(db, { token: joinable.joinToken }, now)).toBeUndefined();
	});

	test('the cookie brings a guest to the seat of the round, and sends them on to the next table when the round ends', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		const token = await joined(db, joinable, { attendanceId: room.present[0]!, shownAs: 'name' });
		expect(await tableOf(db, joinable, token)).toBeNull();
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		const first = await tableOf(db, joinable, token);
		await endRound(db, world.facilitator, room.cafeId, now);
		const second = await tableOf(db, joinable, token);
		expect(second).not.toBe(first);
		expect((await participantFor(db, { now, guestToken: token }, first!))?.goTo).toBe(second);
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await tableOf(db, joinable, token)).toBe(second);
		expect((await participantFor(db, { now, guestToken: token }, first!))?.goTo).toBe(second);
		expect((await participantFor(db, { now, guestToken: token }, second!))?.goTo).toBeNull();
	});

	test('at a change the table one comes from takes writing for the grace and is read only then (L19, L24); one to come never does', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		const token = await joined(db, joinable, { attendanceId: room.present[0]!, shownAs: 'name' });
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		const first = (await tableOf(db, joinable, token))!;
		const others = room.tables.filter((id) => id !== first);
		expect((await participantFor(db, { now, guestToken: token }, others[0]!))?.mode).toBe('read');
		await endRound(db, world.facilitator, room.cafeId, now);
		const graceEnds = addMilliseconds(now, 15_000);
		const leaving = (at: string) => participantFor(db, { now: at, guestToken: token }, first);
		expect(await leaving(addMilliseconds(now, 14_999))).toMatchObject({ mode: 'write', writesUntil: graceEnds, sitsHere: false });
		expect(await leaving(graceEnds)).toMatchObject({ mode: 'read', writesUntil: null, wasHere: true });
		await startRound(db, world.facilitator, room.cafeId, now);
		const second = (await tableOf(db, joinable, token))!;
		expect((await leaving(now))?.mode).toBe('read');
		expect((await participantFor(db, { now, guestToken: token }, second))?.mode).toBe('write');
		const third = room.tables.find((id) => id !== first && id !== second)!;
		expect((await participantFor(db, { now, guestToken: token }, third))?.mode).toBe('read');
	});

	test('guests who are not on the list are spread over the tables and travel from one to the next', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const tokens = [await joined(db, joinable, {}), await joined(db, joinable, {}), await joined(db, joinable, {})];
		const seen = await Promise.all(tokens.map((token) => tableOf(db, joinable, token)));
		expect(seen.toSorted()).toEqual(room.tables.toSorted());
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await tableOf(db, joinable, tokens[0]!)).toBe(seen[0]);
		await endRound(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await tableOf(db, joinable, tokens[0]!)).not.toBe(seen[0]);
	});

	test('somebody checked in after the seating has a seat as soon as they join', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const late = await checkedIn(db, world, room.gatheringId, 'Sein Seinare', world.units.nav);
		const token = await joined(db, joinable, { attendanceId: late, shownAs: 'unit' });
		expect(await tableOf(db, joinable, token)).not.toBeNull();
	});

	test('who left may join again', async () => {
		const db = await fresh();
		const { room, joinable } = await setting(db);
		const token = await joined(db, joinable, { attendanceId: room.present[0]! });
		const before = await joinedAs(db, { now, guestToken: token }, joinable);
		await leave(db, before!.participant.id, now);
		expect(await joinedAs(db, { now, guestToken: token }, joinable)).toBeUndefined();
		const again = await joined(db, joinable, { attendanceId: room.present[0]! });
		expect((await joinedAs(db, { now, guestToken: again }, joinable))?.participant.id).toBe(before!.participant.id);
	});

	test('one who is signed in joins without being asked again, on any of their phones', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		const attendanceId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await joined(db, joinable, { attendanceId, shownAs: 'name' }, world.staff);
		await joined(db, joinable, { attendanceId, shownAs: 'name' }, world.staff);
		expect((await joinedAs(db, { now, actor: world.staff }, joinable))?.participant.attendanceId).toBe(attendanceId);
	});

	test('nobody joins as somebody who is not checked in here, by an unknown unit, or shown by a name they have not', async () => {
		const db = await fresh();
		const { room, joinable } = await setting(db);
		expect(await join(db, joinable, null, { ...nobody, attendanceId: 'elsewhere' }, now)).toEqual({
			ok: false,
			reason: 'invalidAttendance'
		});
		expect(await join(db, joinable, null, { ...nobody, unitId: 'elsewhere', shownAs: 'unit' }, now)).toEqual({
			ok: false,
			reason: 'invalidUnit'
		});
		expect(await join(db, joinable, null, { ...nobody, shownAs: 'name' }, now)).toEqual({ ok: false, reason: 'missingLabel' });
		expect(await join(db, joinable, null, { ...nobody, shownAs: 'unit' }, now)).toEqual({ ok: false, reason: 'missingLabel' });
		expect((await join(db, joinable, null, { ...nobody, attendanceId: room.present[0]!, shownAs: 'name' }, now)).ok).toBe(true);
	});

	test('the database holds no token that could be used', async () => {
		const db = await fresh();
		const { joinable } = await setting(db);
		const token = await joined(db, joinable, { name: 'Gjest', shownAs: 'name' });
		expect(JSON.stringify(await db.selectFrom('participant').selectAll().execute())).not.toContain(phoneSecret(token));
	});
});

onBothDatabases('at a table', (fresh) => {
	test('the label is the name, the unit or nothing, as chosen (L21)', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const token = await joined(db, joinable, { attendanceId: room.present[0]!, shownAs: 'name' });
		const phone = new Map([[guestCookie(true), token]]);
		const cookies = { get: (name: string) => phone.get(name), set: (name: string, value: string) => void phone.set(name, value) };
		const life = { lastDay: joinable.date, now, isSecure: true };
		const label = async () => (await joinedAs(db, { now, guestToken: phone.get(guestCookie(true))! }, joinable))!.participant.label;
		const stored = async () => JSON.stringify(await db.selectFrom('participant').selectAll().execute());
		const before = await stored();
		expect(await label()).toBe('Deltakar 00');
		keepChoice(cookies, 'unit', life);
		expect(await label()).toBe('Nav Stord');
		keepChoice(cookies, 'none', life);
		expect(await label()).toBe('');
		expect(await stored(), 'the phone knows, and nobody else').toBe(before);
	});

	test('who chose their unit is shown by it at the table, though it is the only one of it there (L21)', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		const alone = await checkedIn(db, world, room.gatheringId, 'Husbank Ein', world.units.husbanken);
		const token = await joined(db, joinable, { attendanceId: alone, shownAs: 'unit' });
		expect((await joinedAs(db, { now, guestToken: token }, joinable))?.participant.label).toBe('Husbanken');
		expect((await joinChoices(db, joinable)).people.find(({ attendanceId }) => attendanceId === alone)?.unit).toBe('Husbanken');
	});

	test('one cannot be shown by what one has not given', async () => {
		const db = await fresh();
		const { joinable } = await setting(db);
		const token = await joined(db, joinable, {});
		const { participant } = (await joinedAs(db, { now, guestToken: token }, joinable))!;
		expect(await changeShownAs({ participant, cafe: { phase: 'round', round: 1, rounds: 3 } }, 'name')).toEqual({
			ok: false,
			reason: 'missingLabel'
		});
	});

	test('those who run the day write at every table, strangers and staff who have not joined see none', async () => {
		const db = await fresh();
		const { world, room } = await setting(db);
		const at = (actor: World['staff']) => participantFor(db, { now, actor }, room.tables[0]!);
		expect(await at(world.facilitator)).toMatchObject({ role: 'facilitator', mode: 'write', goTo: null, participant: null });
		expect(await at(world.leader)).toMatchObject({ role: 'facilitator' });
		expect(await at(world.staff)).toBeUndefined();
		expect(await at(world.stranger)).toBeUndefined();
		expect(await participantFor(db, { now, guestToken: 'made up' }, room.tables[0]!)).toBeUndefined();
		expect(await participantFor(db, { now, actor: world.leader }, 'unknown')).toBeUndefined();
	});

	test('a host writes at their own table from the start, with or without a phone', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		const hostId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await db.updateTable('cafeTable').set({ hostId }).where('id', '=', room.tables[1]!).execute();
		expect(await participantFor(db, { now, actor: world.staff }, room.tables[1]!)).toMatchObject({
			role: 'host',
			mode: 'write',
			participant: null,
			table: { hostName: world.staff.name }
		});
		expect(await participantFor(db, { now, actor: world.staff }, room.tables[0]!)).toBeUndefined();
		const guestToken = await joined(db, joinable, { attendanceId: hostId, shownAs: 'name', proof: 'personalCode' });
		expect(await participantFor(db, { now, guestToken }, room.tables[1]!)).toMatchObject({ role: 'host', mode: 'write' });
	});

	test('a disabled person is no longer at the table', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		const attendanceId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		const guestToken = await joined(db, joinable, { attendanceId, shownAs: 'name' }, world.staff);
		await disablePerson(db, world.leader, world.staff.id, now);
		expect(await joinedAs(db, { now, guestToken }, joinable)).toBeUndefined();
	});

	test('when the boards are closed everybody reads every table, and labels stay', async () => {
		const db = await fresh();
		const { world, room, joinable } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const guestToken = await joined(db, joinable, { attendanceId: room.present[0]!, shownAs: 'name' });
		await db.updateTable('cafe').set({ phase: 'harvest' }).where('id', '=', room.cafeId).execute();
		for (const id of room.tables) expect(await participantFor(db, { now, guestToken }, id)).toMatchObject({ mode: 'read', goTo: null });
		const { participant, cafe } = (await participantFor(db, { now, guestToken }, room.tables[0]!))!;
		expect(await changeShownAs({ participant: participant!, cafe }, 'none')).toEqual({ ok: false, reason: 'closed' });
	});
});
