import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { cafeRow } from '#lib/cafe/queries.server.ts';
import { changeHost, seatEveryone, seatHosts } from '#lib/cafe/seating/commands.server.ts';
import { seatsOf } from '#lib/cafe/seating/queries.server.ts';
import { draftOf } from '#lib/cafe/setup/configuration.ts';
import { configureCafe, configurationOf } from '#lib/cafe/setup/configure.server.ts';
import { printCards } from '#lib/cafe/setup/create.server.ts';
import { aCafe, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** Twelve people seated at three tables without hosts. */
async function seated(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world);
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	const cafe = async () => (await cafeRow(db, world.municipalityId, room.gatheringId))!;
	const routes = async () => {
		const seats = await seatsOf(db, room.cafeId);
		return new Map(
			room.present.map((id) => [
				id,
				[1, 2, 3].map((round) => seats.find((seat) => seat.attendanceId === id && seat.round === round)?.cafeTableId)
			])
		);
	};
	/** Names hosts in the set-up's form. */
	const name = async (hosts: (string | null)[]) => {
		const stored = await configurationOf(db, await cafe());
		const wanted = { ...stored, tables: stored.tables.map((table, at) => ({ ...table, hostId: hosts[at] ?? null })) };
		return configureCafe(db, world.facilitator, room.gatheringId, { wanted, seen: draftOf(stored) }, now, seatHosts);
	};
	const moved = async (before: Awaited<ReturnType<typeof routes>>) => {
		const after = await routes();
		return room.present.filter((id) => String(before.get(id)) !== String(after.get(id)));
	};
	return { world, room, cafe, routes, name, moved };
}

onBothDatabases('a host who is named when people have their seats', (fresh) => {
	test('moves alone in the set-up: of twelve nobody else does', async () => {
		const db = await fresh();
		const { room, cafe, routes, name, moved } = await seated(db);
		const [host] = room.present as [string];
		const before = await routes();
		expect(await name([host])).toMatchObject({ ok: true, isSeated: true });
		expect((await cafe()).phase).toBe('seated');
		expect(await moved(before)).toEqual([host]);
		expect((await routes()).get(host)).toEqual([room.tables[0], room.tables[0], room.tables[0]]);
	});

	test('changes places with the one who hosted before, and with nobody else', async () => {
		const db = await fresh();
		const { room, routes, name, moved } = await seated(db);
		const [first, next] = room.present as [string, string];
		await name([first]);
		const before = await routes();
		expect(await name([next])).toMatchObject({ ok: true, isSeated: true });
		const who = await moved(before);
		expect(who.toSorted()).toEqual([first, next].toSorted());
		const after = await routes();
		expect(after.get(next)).toEqual([room.tables[0], room.tables[0], room.tables[0]]);
		expect(after.get(first)).toEqual(before.get(next));
	});

	test('gets seats at the table at once when they came after the seating', async () => {
		const db = await fresh();
		const { world, room } = await seated(db);
		const late = await checkedIn(db, world, room.gatheringId, 'Sein Seinsen', null);
		expect(await changeHost(db, world.facilitator, room.cafeId, room.tables[1]!, late)).toEqual({ ok: true });
		const seats = (await seatsOf(db, room.cafeId)).filter(({ attendanceId }) => attendanceId === late);
		expect(seats.map(({ cafeTableId }) => cafeTableId)).toEqual([room.tables[1], room.tables[1], room.tables[1]]);
	});

	test('is told that cards were printed, by those who run the day', async () => {
		const db = await fresh();
		const { world, room, cafe } = await seated(db);
		expect((await cafe()).cardsAt).toBeNull();
		expect(await printCards(db, world.staff, room.cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await printCards(db, world.facilitator, room.cafeId, now)).toEqual({ ok: true });
		expect((await cafe()).cardsAt).toBe(now);
	});
});
