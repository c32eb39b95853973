import { describe, expect, test } from 'vitest';
import * as cafe from '#lib/cafe/setup/create.server.ts';
import { newJoinCode, shownCode, typedCode } from '#lib/joincode.ts';
import { createWrongCodes, doorFor, join, leave, listAtDoor, placeAt, type Door, type Who } from '#lib/cafe/participants/join.server.ts';
import { changeShownAs, participantFor } from '#lib/cafe/participants/participants.server.ts';
import { endRound, startRound } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { disablePerson } from '#lib/people/commands.server.ts';
import { aCafe, checkedIn, type CafeWorld } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

const nobody: Who = { attendanceId: null, name: '', unitId: null, shownAs: 'none', again: false };

async function setting(
	db: Kysely<Database>,
	size?: { people?: number; tables?: number }
): Promise<{ world: World; room: CafeWorld; door: Door }> {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world, size);
	const { joinCode } = await db.selectFrom('cafe').select('joinCode').where('id', '=', room.cafeId).executeTakeFirstOrThrow();
	const door = await doorFor(db, { code: joinCode }, now);
	if (!door) throw new Error('the door is shut');
	return { world, room, door };
}

async function joined(db: Kysely<Database>, door: Door, who: Partial<Who>, actor: World['staff'] | null = null): Promise<string> {
	const answer = await join(db, door, actor, { ...nobody, ...who }, now);
	if (!answer.ok) throw new Error(answer.reason);
	return answer.token;
}

/** The table somebody sits at now, as their phone is told. */
async function tableOf(db: Kysely<Database>, door: Door, guestToken: string): Promise<string | null> {
	const fresh = await doorFor(db, { token: door.joinToken }, now);
	return (await placeAt(db, { guestToken }, fresh!))?.tableId ?? null;
}

onBothDatabases('joining a table', (fresh) => {
	test('a code opens the door whatever way it is typed, and the QR token too', async () => {
		const db = await fresh();
		const { door } = await setting(db);
		const { joinCode } = await db.selectFrom('cafe').select('joinCode').executeTakeFirstOrThrow();
		for (const typed of [shownCode(joinCode), joinCode.toLowerCase(), ` ${joinCode.slice(0, 3)} ${joinCode.slice(3)} `]) {
			expect((await doorFor(db, { code: typed }, now))?.cafeId).toBe(door.cafeId);
		}
		expect((await doorFor(db, { token: door.joinToken }, now))?.cafeId).toBe(door.cafeId);
	});

	test('the code works from the day before the gathering to two days after it', async () => {
		const db = await fresh();
		const { door } = await setting(db);
		const on = async (day: string) => (await doorFor(db, { token: door.joinToken }, `${day}T12:00:00.000Z`)) !== undefined;
		expect([await on('2018-01-13'), await on('2018-01-14'), await on('2018-01-17'), await on('2018-01-18')]).toEqual([
			false,
			true,
			true,
			false
		]);
	});

	test('unknown, locked and rotated codes look the same', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		expect(await doorFor(db, { code: newJoinCode() }, now)).toBeUndefined();
		await cafe.lockJoining(db, world.facilitator, room.cafeId, true, now);
		expect(await doorFor(db, { token: door.joinToken }, now)).toBeUndefined();
		await cafe.lockJoining(db, world.facilitator, room.cafeId, false, now);
		expect(await doorFor(db, { token: door.joinToken }, now)).toBeDefined();
		await cafe.rotateCode(db, world.facilitator, room.cafeId, now);
		expect(await doorFor(db, { token: door.joinToken }, now)).toBeUndefined();
	});

	test('the cookie brings a guest to the seat of the round, and sends them on to the next table when the round ends', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		const token = await joined(db, door, { attendanceId: room.present[0]!, shownAs: 'name' });
		expect(await tableOf(db, door, token)).toBeNull();
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		const first = await tableOf(db, door, token);
		await endRound(db, world.facilitator, room.cafeId, now);
		const second = await tableOf(db, door, token);
		expect(second).not.toBe(first);
		expect((await participantFor(db, { guestToken: token }, first!))?.goTo).toBe(second);
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await tableOf(db, door, token)).toBe(second);
		expect((await participantFor(db, { guestToken: token }, first!))?.goTo).toBe(second);
		expect((await participantFor(db, { guestToken: token }, second!))?.goTo).toBeNull();
	});

	test('a phone that slept through the change may still write at the table it comes from, not at one to come (L19)', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		const token = await joined(db, door, { attendanceId: room.present[0]!, shownAs: 'name' });
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		const first = (await tableOf(db, door, token))!;
		const others = room.tables.filter((id) => id !== first);
		expect((await participantFor(db, { guestToken: token }, others[0]!))?.mode).toBe('read');
		await endRound(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		const second = (await tableOf(db, door, token))!;
		expect((await participantFor(db, { guestToken: token }, first))?.mode).toBe('write');
		expect((await participantFor(db, { guestToken: token }, second))?.mode).toBe('write');
		const third = room.tables.find((id) => id !== first && id !== second)!;
		expect((await participantFor(db, { guestToken: token }, third))?.mode).toBe('read');
	});

	test('guests who are not on the list are spread over the tables and travel from one to the next', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const tokens = [await joined(db, door, {}), await joined(db, door, {}), await joined(db, door, {})];
		const seen = await Promise.all(tokens.map((token) => tableOf(db, door, token)));
		expect(seen.toSorted()).toEqual(room.tables.toSorted());
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await tableOf(db, door, tokens[0]!)).toBe(seen[0]);
		await endRound(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await tableOf(db, door, tokens[0]!)).not.toBe(seen[0]);
	});

	test('somebody checked in after the seating has a seat as soon as they join', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const late = await checkedIn(db, world, room.gatheringId, 'Sein Seinare', world.units.nav);
		const token = await joined(db, door, { attendanceId: late, shownAs: 'unit' });
		expect(await tableOf(db, door, token)).not.toBeNull();
	});

	test('a second phone takes over only when it says that the first was theirs; then the first is out', async () => {
		const db = await fresh();
		const { room, door } = await setting(db);
		const first = await joined(db, door, { attendanceId: room.present[0]! });
		const second: Who = { ...nobody, attendanceId: room.present[0]! };
		expect(await join(db, door, null, second, now)).toEqual({ ok: false, reason: 'alreadyJoined' });
		const token = await joined(db, door, { ...second, again: true });
		expect(await placeAt(db, { guestToken: first }, door)).toBeUndefined();
		expect(await placeAt(db, { guestToken: token }, door)).toBeDefined();
	});

	test('who left may join again', async () => {
		const db = await fresh();
		const { room, door } = await setting(db);
		const token = await joined(db, door, { attendanceId: room.present[0]! });
		const before = await placeAt(db, { guestToken: token }, door);
		await leave(db, before!.participant.id, now);
		expect(await placeAt(db, { guestToken: token }, door)).toBeUndefined();
		const again = await joined(db, door, { attendanceId: room.present[0]! });
		expect((await placeAt(db, { guestToken: again }, door))?.participant.id).toBe(before!.participant.id);
	});

	test('one who is signed in joins without being asked again, on any of their phones', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		const attendanceId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await joined(db, door, { attendanceId, shownAs: 'name' }, world.staff);
		await joined(db, door, { attendanceId, shownAs: 'name' }, world.staff);
		expect((await placeAt(db, { actor: world.staff }, door))?.participant.attendanceId).toBe(attendanceId);
	});

	test('nobody joins as somebody who is not checked in here, by an unknown unit, or shown by a name they have not', async () => {
		const db = await fresh();
		const { room, door } = await setting(db);
		expect(await join(db, door, null, { ...nobody, attendanceId: 'elsewhere' }, now)).toEqual({ ok: false, reason: 'notOnTheList' });
		expect(await join(db, door, null, { ...nobody, unitId: 'elsewhere', shownAs: 'unit' }, now)).toEqual({
			ok: false,
			reason: 'unknownUnit'
		});
		expect(await join(db, door, null, { ...nobody, shownAs: 'name' }, now)).toEqual({ ok: false, reason: 'nothingToShow' });
		expect(await join(db, door, null, { ...nobody, shownAs: 'unit' }, now)).toEqual({ ok: false, reason: 'nothingToShow' });
		expect((await join(db, door, null, { ...nobody, attendanceId: room.present[0]!, shownAs: 'name' }, now)).ok).toBe(true);
	});

	test('the database holds no token that could be used', async () => {
		const db = await fresh();
		const { door } = await setting(db);
		const token = await joined(db, door, { name: 'Gjest', shownAs: 'name' });
		expect(JSON.stringify(await db.selectFrom('participant').selectAll().execute())).not.toContain(token);
	});
});

onBothDatabases('at a table', (fresh) => {
	test('the label is the name, the unit or nothing, as chosen (L21)', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const token = await joined(db, door, { attendanceId: room.present[0]!, shownAs: 'name' });
		const label = async () => (await placeAt(db, { guestToken: token }, door))!.participant;
		expect((await label()).label).toBe('Deltakar 00');
		expect(await changeShownAs(db, await label(), 'unit')).toEqual({ ok: true });
		expect((await label()).label).toBe('Nav Stord');
		expect(await changeShownAs(db, await label(), 'none')).toEqual({ ok: true });
		expect((await label()).label).toBe('');
	});

	test('fewer than three from a unit are shown as another unit (L21)', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		const two = [
			await checkedIn(db, world, room.gatheringId, 'Husbank Ein', world.units.husbanken),
			await checkedIn(db, world, room.gatheringId, 'Husbank To', world.units.husbanken)
		];
		const token = await joined(db, door, { attendanceId: two[0]!, shownAs: 'unit' });
		expect((await placeAt(db, { guestToken: token }, door))?.participant.label).toBe('anna eining');
		expect((await listAtDoor(db, door)).people.find(({ attendanceId }) => attendanceId === two[1])?.unit).toBe('anna eining');
		await checkedIn(db, world, room.gatheringId, 'Husbank Tre', world.units.husbanken);
		expect((await placeAt(db, { guestToken: token }, door))?.participant.label).toBe('Husbanken');
	});

	test('one cannot be shown by what one has not given', async () => {
		const db = await fresh();
		const { door } = await setting(db);
		const token = await joined(db, door, {});
		const { participant } = (await placeAt(db, { guestToken: token }, door))!;
		expect(await changeShownAs(db, participant, 'name')).toEqual({ ok: false, reason: 'nothingToShow' });
	});

	test('those who run the day write at every table, strangers and staff who have not joined see none', async () => {
		const db = await fresh();
		const { world, room } = await setting(db);
		const at = (actor: World['staff']) => participantFor(db, { actor }, room.tables[0]!);
		expect(await at(world.facilitator)).toMatchObject({ role: 'facilitator', mode: 'write', goTo: null, participant: null });
		expect(await at(world.leader)).toMatchObject({ role: 'facilitator' });
		expect(await at(world.staff)).toBeUndefined();
		expect(await at(world.stranger)).toBeUndefined();
		expect(await participantFor(db, { guestToken: 'made up' }, room.tables[0]!)).toBeUndefined();
		expect(await participantFor(db, { actor: world.leader }, 'unknown')).toBeUndefined();
	});

	test('a host writes at their own table from the start, with or without a phone', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		const hostId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await db.updateTable('cafeTable').set({ hostId }).where('id', '=', room.tables[1]!).execute();
		expect(await participantFor(db, { actor: world.staff }, room.tables[1]!)).toMatchObject({
			role: 'host',
			mode: 'write',
			participant: null,
			table: { hostName: world.staff.name }
		});
		expect(await participantFor(db, { actor: world.staff }, room.tables[0]!)).toBeUndefined();
		const guestToken = await joined(db, door, { attendanceId: hostId, shownAs: 'name' });
		expect(await participantFor(db, { guestToken }, room.tables[1]!)).toMatchObject({ role: 'host', mode: 'write' });
	});

	test('a disabled person is no longer at the table', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		const attendanceId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		const guestToken = await joined(db, door, { attendanceId, shownAs: 'name' }, world.staff);
		await disablePerson(db, world.leader, world.staff.id, now);
		expect(await placeAt(db, { guestToken }, door)).toBeUndefined();
	});

	test('when the boards are closed everybody reads every table, and labels stay', async () => {
		const db = await fresh();
		const { world, room, door } = await setting(db);
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const guestToken = await joined(db, door, { attendanceId: room.present[0]!, shownAs: 'name' });
		await db.updateTable('cafe').set({ phase: 'harvest' }).where('id', '=', room.cafeId).execute();
		for (const id of room.tables) expect(await participantFor(db, { guestToken }, id)).toMatchObject({ mode: 'read', goTo: null });
		const { participant } = (await participantFor(db, { guestToken }, room.tables[0]!))!;
		expect(await changeShownAs(db, participant!, 'none')).toEqual({ ok: false, reason: 'boardsClosed' });
	});
});

describe('join codes', () => {
	test('have eight symbols of an alphabet without look-alikes and survive every way of typing them', () => {
		for (let at = 0; at < 200; at++) {
			const code = newJoinCode();
			expect(code).toMatch(/^[A-HJ-NPQRTUVWXY234579]{8}$/);
			expect(typedCode(shownCode(code).toLowerCase())).toBe(code);
		}
	});

	test('forgive look-alikes and refuse what cannot be a code', () => {
		expect(typedCode('iosz-0168')).toBe('LQ52QLGB');
		for (const wrong of ['', 'ABCD', 'ABCDEFGHJ', 'ÆØÅÆØÅÆØ', '🙂'.repeat(8)]) expect(typedCode(wrong)).toBeNull();
	});

	test('may be wrong 25 times a minute from one address', async () => {
		const wrong = createWrongCodes();
		for (let at = 0; at < 25; at++) expect(await wrong.allows('10.0.0.1')).toBe(true);
		expect(await wrong.allows('10.0.0.1')).toBe(false);
		expect(await wrong.allows('10.0.0.2')).toBe(true);
	});
});
