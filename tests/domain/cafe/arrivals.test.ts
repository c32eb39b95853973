import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { pseudonymOf } from '#lib/cafe/board/authorize.server.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { arrivalsAt, arrive } from '#lib/cafe/participants/arrivals.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { endRound } from '#lib/cafe/rounds/commands.server.ts';
import { Monitor } from '#lib/cafe/rounds/monitor.server.ts';
import { aRunningCafe, boardsInMemory, type CafeWorld } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** The phone of somebody who is checked in (`attendanceId`), or who walks in. */
async function phoneOf(db: Kysely<Database>, room: CafeWorld, attendanceId: string | null) {
	const opened = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
	const who = { attendanceId, name: attendanceId ? '' : 'Innom', unitId: null, shownAs: 'name' as const };
	const joined = await join(db, opened, null, { ...who, proof: attendanceId ? ('personalCode' as const) : null }, now);
	if (!joined.ok) throw new Error(joined.reason);
	const guestToken = joined.token;
	const at = async (tableId: string) => (await participantFor(db, { now, guestToken }, tableId))!;
	return {
		sitsAt: async () => (await at(room.tables[0]!)).goTo ?? room.tables[0]!,
		opens: async (tableId: string) => {
			const here = await at(tableId);
			await arrive(db, here, pseudonymOf(here, { guestToken }));
		}
	};
}

async function countsAt(db: Kysely<Database>, { cafeId, tables }: CafeWorld, tableId: string) {
	const cafe = await db.selectFrom('cafe').selectAll().where('id', '=', cafeId).executeTakeFirstOrThrow();
	const rows = await db.selectFrom('cafeTable').select(['id', 'hostId']).where('id', 'in', tables).orderBy('number').execute();
	return (await arrivalsAt(db, cafe, rows)).get(tableId);
}

onBothDatabases('who has come to a table', (fresh) => {
	test('a phone counts once at the table where it belongs, and at no other; the next round begins anew', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aRunningCafe(db, world);
		const [one, walkIn] = [await phoneOf(db, room, room.present[0]!), await phoneOf(db, room, null)];
		const here = await one.sitsAt();
		const away = room.tables.find((id) => id !== here)!;
		const before = (await countsAt(db, room, here))!;
		expect(before.arrived).toBe(0);
		for (const tableId of [here, here, away]) await one.opens(tableId);
		expect([await countsAt(db, room, here), (await countsAt(db, room, away))!.arrived]).toEqual([{ ...before, arrived: 1 }, 0]);
		const their = await walkIn.sitsAt();
		const there = (await countsAt(db, room, their))!;
		await walkIn.opens(their);
		expect(await countsAt(db, room, their)).toEqual({ ...there, arrived: there.arrived + 1 });

		await endRound(db, world.facilitator, room.cafeId, now);
		const next = await one.sitsAt();
		expect(next).not.toBe(here);
		await one.opens(here);
		expect((await countsAt(db, room, next))!.arrived).toBe(0);
		await one.opens(next);
		expect((await countsAt(db, room, next))!.arrived).toBe(1);
	});

	test('hosts stay and are not awaited', async () => {
		const db = await fresh();
		const room = await aRunningCafe(db, await aMunicipality(db), {}, true);
		const host = await phoneOf(db, room, room.present[0]!);
		await host.opens(room.tables[0]!);
		expect(await countsAt(db, room, room.tables[0]!)).toEqual({ arrived: 0, awaited: 0 });
	});

	test('the facilitator is told the counts of each table at once, and what is kept says neither who nor when (L21)', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aRunningCafe(db, world);
		const one = await phoneOf(db, room, room.present[0]!);
		const here = await one.sitsAt();
		const live = { ...boardsInMemory(), stats: () => new Map(), read: async () => 0 as never };
		const monitor = new Monitor();
		const poll = async () =>
			(await monitor.poll(db, live, world.municipalityId, room.gatheringId, now))!.tables.find(({ id }) => id === here);
		expect(await poll()).toMatchObject({ arrived: 0, awaited: 1 });
		await one.opens(here);
		expect(await poll()).toMatchObject({ arrived: 1, awaited: 1 });
		const [row] = await db.selectFrom('arrival').selectAll().execute();
		expect(Object.keys(row!).toSorted()).toEqual(['cafeTableId', 'mark', 'municipalityId', 'round']);
		await freezeBoards(db, boardsInMemory(), world.facilitator, room.cafeId, now);
		expect(await db.selectFrom('arrival').selectAll().execute()).toEqual([]);
	});
});
