import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { leaveOut, seatLate, takeBackIn } from '#lib/cafe/seating/latecomers.server.ts';
import { changeHost, moveSeat, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { aCafe, aRunningCafe, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const seatsOf = (db: Kysely<Database>, cafeId: string) =>
	db.selectFrom('seat').select(['attendanceId', 'round', 'cafeTableId']).where('cafeId', '=', cafeId).execute();

onBothDatabases('seats', (fresh) => {
	test('everybody who is checked in has one seat a round, hosts at their table', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, tables, present } = await aRunningCafe(db, world, { people: 14, tables: 4 }, true);
		const seats = await seatsOf(db, cafeId);
		expect(seats).toHaveLength(14 * 3);
		expect(seats.filter((seat) => seat.attendanceId === present[2]).map((seat) => seat.cafeTableId)).toEqual([
			tables[2],
			tables[2],
			tables[2]
		]);
	});

	test('a table of one is no conversation', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId } = await aCafe(db, world, { people: 5, tables: 3 });
		expect(await seatEveryone(db, world.facilitator, cafeId, now)).toEqual({ ok: false, reason: 'missingPeople' });
	});

	test('who comes late gets a seat for the rounds that are left, and nobody else moves', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId } = await aRunningCafe(db, world);
		await rounds.endRound(db, world.facilitator, cafeId, now);
		await rounds.startRound(db, world.facilitator, cafeId, now);
		const before = await seatsOf(db, cafeId);
		const late = await checkedIn(db, world, gatheringId, 'Sein Seinare', world.units.nav);
		expect(await seatLate(db, world.facilitator, cafeId)).toEqual({ ok: true, seated: 1 });
		const after = await seatsOf(db, cafeId);
		expect(
			after
				.filter((seat) => seat.attendanceId === late)
				.map(({ round }) => round)
				.toSorted()
		).toEqual([2, 3]);
		expect(after.filter((seat) => seat.attendanceId !== late)).toEqual(before);
		expect(await seatLate(db, world.facilitator, cafeId)).toEqual({ ok: true, seated: 0 });
	});

	test('nobody comes late to a café that is not seated', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId } = await aCafe(db, world);
		expect(await seatLate(db, world.facilitator, cafeId)).toEqual({ ok: false, reason: 'emptySeating' });
	});

	test('two guests can be exchanged in a round to come, hosts and past rounds can not', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, tables, present } = await aRunningCafe(db, world, {}, true);
		const at = async (attendanceId: string, round: number) =>
			(await seatsOf(db, cafeId)).find((seat) => seat.attendanceId === attendanceId && seat.round === round)!.cafeTableId;
		const one = present[5]!;
		const from = await at(one, 2);
		const others = await Promise.all(present.slice(3).map(async (id) => ({ id, table: await at(id, 2) })));
		const other = others.find(({ table }) => table !== from)!;
		const move = { attendanceId: one, round: 2, tableId: null, swapWith: other.id };
		expect(await moveSeat(db, world.facilitator, cafeId, move)).toEqual({ ok: true });
		expect([await at(one, 2), await at(other.id, 2)]).toEqual([other.table, from]);
		expect(await moveSeat(db, world.facilitator, cafeId, { ...move, swapWith: present[0]! })).toEqual({
			ok: false,
			reason: 'conflictHost'
		});
		expect(await moveSeat(db, world.facilitator, cafeId, { ...move, swapWith: 'unknown' })).toEqual({ ok: false, reason: 'missingSeat' });
		expect(await moveSeat(db, world.facilitator, cafeId, { ...move, tableId: from, swapWith: null })).toEqual({ ok: true });
		expect(await at(one, 2)).toBe(from);
		expect(await moveSeat(db, world.facilitator, cafeId, { ...move, tableId: 'unknown', swapWith: null })).toEqual({
			ok: false,
			reason: 'conflictTable'
		});
		expect(await leaveOut(db, world.facilitator, cafeId, one, now)).toEqual({ ok: true });
		expect(await moveSeat(db, world.facilitator, cafeId, { ...move, tableId: from })).toEqual({ ok: false, reason: 'conflictPerson' });
		await takeBackIn(db, world.facilitator, cafeId, one);
		await rounds.endRound(db, world.facilitator, cafeId, now);
		await rounds.startRound(db, world.facilitator, cafeId, now);
		expect(await moveSeat(db, world.facilitator, cafeId, { ...move, round: 1 })).toEqual({ ok: false, reason: 'past' });
		expect(tables).toContain(await at(one, 1));
	});

	test('a new host stays at the table and the old one goes on in their place, so that sizes stay', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, tables, present } = await aRunningCafe(db, world, {}, true);
		const [old, fresher] = [present[0]!, present[7]!];
		const way = (await seatsOf(db, cafeId)).filter((seat) => seat.attendanceId === fresher).toSorted((a, b) => a.round - b.round);
		expect(await changeHost(db, world.facilitator, cafeId, tables[0]!, fresher)).toEqual({ ok: true });
		const after = await seatsOf(db, cafeId);
		const tablesOf = (id: string) =>
			after
				.filter((seat) => seat.attendanceId === id)
				.toSorted((a, b) => a.round - b.round)
				.map((seat) => seat.cafeTableId);
		expect(tablesOf(fresher)).toEqual([tables[0], tables[0], tables[0]]);
		expect(tablesOf(old)).toEqual(way.map((seat) => seat.cafeTableId));
	});

	test('nobody hosts two tables, or without being here', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, tables, present } = await aCafe(db, world);
		await changeHost(db, world.facilitator, cafeId, tables[0]!, present[0]!);
		expect(await changeHost(db, world.facilitator, cafeId, tables[1]!, present[0]!)).toEqual({ ok: false, reason: 'duplicateHost' });
		expect(await changeHost(db, world.facilitator, cafeId, tables[1]!, 'elsewhere')).toEqual({ ok: false, reason: 'conflictPerson' });
		expect(await changeHost(db, world.facilitator, cafeId, tables[0]!, null)).toEqual({ ok: true });
		expect(await changeHost(db, world.facilitator, cafeId, tables[1]!, present[0]!)).toEqual({ ok: true });
	});
});
