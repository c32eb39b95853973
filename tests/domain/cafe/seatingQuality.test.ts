import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { seatLate, takeBackIn, leaveOut } from '#lib/cafe/seating/latecomers.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { exchangesFor, seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { changeHost, moveSeat, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { allowTogether, keepApart, pin } from '#lib/cafe/seating/constraints.server.ts';
import { undoCheckIn } from '#lib/gatherings/attendance/commands.server.ts';
import { aCafe, aRunningCafe, checkedIn, rearrange } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const seatsOf = (db: Kysely<Database>, cafeId: string) =>
	db.selectFrom('seat').select(['attendanceId', 'round', 'cafeTableId']).where('cafeId', '=', cafeId).execute();
const wayOf = async (db: Kysely<Database>, cafeId: string, id: string) =>
	(await seatsOf(db, cafeId))
		.filter((seat) => seat.attendanceId === id)
		.toSorted((a, b) => a.round - b.round)
		.map((seat) => seat.cafeTableId);

onBothDatabases('the hall', (fresh) => {
	test('a pin, a pair to keep apart and a small table are kept by the next seating (L23)', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, tables, present } = await aCafe(db, world, { people: 14, tables: 3 });
		const [one, two, three] = present as [string, string, string];
		expect(await pin(db, world.facilitator, cafeId, { attendanceId: one, tableId: tables[1]! })).toEqual({ ok: true });
		expect(await keepApart(db, world.facilitator, cafeId, { attendanceId: three, otherId: two })).toEqual({ ok: true });
		expect(await keepApart(db, world.facilitator, cafeId, { attendanceId: two, otherId: three })).toEqual({ ok: true });
		const limited = await rearrange(db, world.facilitator, gatheringId, ({ tables }) => ({
			tables: tables.with(2, { ...tables[2]!, places: 3 })
		}));
		expect(limited).toMatchObject({ ok: true });
		await seatEveryone(db, world.facilitator, cafeId, now);
		expect(await wayOf(db, cafeId, one)).toEqual([tables[1], tables[1], tables[1]]);
		const [way, other] = [await wayOf(db, cafeId, two), await wayOf(db, cafeId, three)];
		expect(way.filter((table, at) => table === other[at])).toEqual([]);
		expect((await seatsOf(db, cafeId)).filter((seat) => seat.cafeTableId === tables[2])).toHaveLength(9);
		const chart = await seatingChart(db, world.municipalityId, gatheringId);
		expect(chart.quality).toMatchObject({ apartPairs: 0 });
		expect(chart.apart).toHaveLength(1);
		expect(chart.people.find(({ attendanceId }) => attendanceId === one)).toMatchObject({ pinned: 2, hosts: null });
	});

	test('wishes can be taken back, and are refused for hosts, for one and the same person, for strangers and once it has begun', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, tables, present } = await aCafe(db, world);
		const [host, one, two] = present as [string, string, string];
		const { facilitator } = world;
		await changeHost(db, facilitator, cafeId, tables[0]!, host);
		expect(await pin(db, facilitator, cafeId, { attendanceId: host, tableId: tables[1]! })).toEqual({ ok: false, reason: 'conflictHost' });
		expect(await pin(db, facilitator, cafeId, { attendanceId: 'nobody', tableId: tables[1]! })).toEqual({
			ok: false,
			reason: 'conflictPerson'
		});
		expect(await pin(db, facilitator, cafeId, { attendanceId: one, tableId: 'nowhere' })).toEqual({ ok: false, reason: 'conflictTable' });
		expect(await keepApart(db, facilitator, cafeId, { attendanceId: one, otherId: one })).toEqual({
			ok: false,
			reason: 'invalidPair'
		});
		expect(await keepApart(db, facilitator, cafeId, { attendanceId: one, otherId: 'nobody' })).toEqual({
			ok: false,
			reason: 'conflictPerson'
		});
		expect(await pin(db, world.partner, cafeId, { attendanceId: one, tableId: tables[1]! })).toEqual({ ok: false, reason: 'notAllowed' });
		await pin(db, facilitator, cafeId, { attendanceId: one, tableId: tables[1]! });
		await keepApart(db, facilitator, cafeId, { attendanceId: one, otherId: two });
		expect(await pin(db, facilitator, cafeId, { attendanceId: one, tableId: null })).toEqual({ ok: true });
		expect(await allowTogether(db, facilitator, cafeId, { attendanceId: two, otherId: one })).toEqual({ ok: true });
		const chart = await seatingChart(db, world.municipalityId, gatheringId);
		expect([chart.apart, chart.people.filter(({ pinned }) => pinned !== null)]).toEqual([[], []]);
		await seatEveryone(db, facilitator, cafeId, now);
		await rounds.startRound(db, facilitator, cafeId, now);
		const begun = { ok: false, reason: 'closed' };
		expect(await pin(db, facilitator, cafeId, { attendanceId: one, tableId: tables[1]! })).toEqual(begun);
		expect(await keepApart(db, facilitator, cafeId, { attendanceId: one, otherId: two })).toEqual(begun);
	});

	test('who did not come is taken out, nobody else moves, and can come back', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { facilitator } = world;
		const { cafeId, gatheringId, tables, present } = await aRunningCafe(db, world, {}, true);
		await rounds.endRound(db, facilitator, cafeId, now);
		const gone = present[6]!;
		const before = await seatsOf(db, cafeId);
		expect(await leaveOut(db, facilitator, cafeId, gone, now)).toEqual({ ok: true });
		const after = await seatsOf(db, cafeId);
		expect(after).toEqual(before.filter((seat) => seat.attendanceId !== gone || seat.round === 1));
		expect(await cafeOf(db, world.municipalityId, gatheringId)).toMatchObject({ present: 11, unseated: 0 });
		expect(await seatLate(db, facilitator, cafeId)).toEqual({ ok: true, seated: 0 });
		expect(await leaveOut(db, facilitator, cafeId, gone, now)).toEqual({ ok: false, reason: 'duplicateAbsence' });
		expect(await leaveOut(db, facilitator, cafeId, present[0]!, now)).toEqual({ ok: false, reason: 'conflictHost' });
		expect(await leaveOut(db, facilitator, cafeId, 'nobody', now)).toEqual({ ok: false, reason: 'conflictPerson' });
		expect(await takeBackIn(db, facilitator, cafeId, gone)).toEqual({ ok: true });
		const way = await wayOf(db, cafeId, gone);
		expect([way.length, new Set(way).size]).toEqual([3, 3]);
		expect(way.every((table) => tables.includes(table))).toBe(true);
		expect(await takeBackIn(db, facilitator, cafeId, gone)).toEqual({ ok: false, reason: 'missingAbsence' });
	});

	test('a check-in by mistake can be taken back once the person is out of the seating', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, present } = await aCafe(db, world);
		await seatEveryone(db, world.facilitator, cafeId, now);
		const undo = () => undoCheckIn(db, world.facilitator, gatheringId, { attendanceId: present[4]! }, now);
		expect(await undo()).toEqual({ ok: false, reason: 'conflictSeat' });
		await leaveOut(db, world.facilitator, cafeId, present[4]!, now);
		expect(await undo()).toEqual({ ok: true });
	});

	test('what each move and each exchange would cost is told before it is made, the cheapest first', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, tables, present } = await aRunningCafe(db, world, { people: 16, tables: 4 }, true);
		const ask = (attendanceId: string, round: number) => exchangesFor(db, world.municipalityId, gatheringId, { attendanceId, round });
		const options = (await ask(present[9]!, 2))!;
		// Three other tables, with three guests each to change places with.
		expect(options.filter(({ swapWith }) => swapWith === null)).toHaveLength(3);
		expect(options.filter(({ swapWith }) => swapWith !== null)).toHaveLength(9);
		const before = (await seatingChart(db, world.municipalityId, gatheringId)).quality!;
		const dear = options.at(-1)!;
		await moveSeat(db, world.facilitator, cafeId, { attendanceId: present[9]!, round: 2, tableId: dear.tableId, swapWith: dear.swapWith });
		const after = (await seatingChart(db, world.municipalityId, gatheringId)).quality!;
		for (const part of ['revisits', 'repeatedPairs', 'sameUnitPairs'] as const) expect(after[part] - before[part]).toBe(dear.cost[part]);
		expect(await ask(present[0]!, 2)).toBeUndefined();
		expect(await ask(present[9]!, 4)).toBeUndefined();
		expect(await ask('nobody', 2)).toBeUndefined();
		expect(tables).toContain(dear.tableId);
	});

	test('colleagues who sat together at an earlier gathering sit apart at the next one', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const first = await aCafe(db, world, { people: 4, tables: 2 });
		const known = [world.leader.id, world.facilitator.id];
		const then = await Promise.all(known.map((personId, at) => checkedIn(db, world, first.gatheringId, `Kjend ${at}`, null, personId)));
		for (const attendanceId of then) await pin(db, world.facilitator, first.cafeId, { attendanceId, tableId: first.tables[0]! });
		await seatEveryone(db, world.facilitator, first.cafeId, now);
		await rounds.startRound(db, world.facilitator, first.cafeId, now);
		const next = await aCafe(db, world, { people: 8, tables: 5 });
		const [a, b] = await Promise.all(known.map((personId, at) => checkedIn(db, world, next.gatheringId, `Kjend ${at}`, null, personId)));
		await seatEveryone(db, world.facilitator, next.cafeId, now);
		const [one, other] = [await wayOf(db, next.cafeId, a!), await wayOf(db, next.cafeId, b!)];
		expect(one.filter((table, at) => table === other[at])).toEqual([]);
		expect((await seatingChart(db, world.municipalityId, next.gatheringId)).quality).toMatchObject({ formerPairs: 0 });
	});
});
