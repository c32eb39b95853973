import { expect, test } from 'vitest';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { currentCafe, dayPlace, phonePlace } from '#lib/cafe/participants/currentCafe.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { aCafe, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('the way to the table', (fresh) => {
	test('is shown to whoever is checked in, hosts to their own table, from when the café is seated until it is over', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		const [host, guest] = [world.staff, world.leader];
		const attendance = await checkedIn(db, world, room.gatheringId, host.name, world.units.nav, host.id);
		await checkedIn(db, world, room.gatheringId, guest.name, world.units.nav, guest.id);
		expect(await changeHost(db, world.facilitator, room.cafeId, room.tables[1]!, attendance)).toMatchObject({ ok: true });
		const place = (id: string) => currentCafe(db, world.municipalityId, id);

		expect(await place(host.id)).toBeUndefined();
		await db.updateTable('cafe').set({ phase: 'seated' }).where('id', '=', room.cafeId).execute();
		expect(await place(host.id)).toMatchObject({ table: { id: room.tables[1], number: 2 } });
		expect(await place(guest.id)).toMatchObject({ joinToken: expect.any(String), table: null });
		expect(await place(world.facilitator.id)).toBeUndefined();
		expect(await currentCafe(db, world.stranger.municipalityId, host.id)).toBeUndefined();
		await db.updateTable('cafe').set({ phase: 'closed' }).where('id', '=', room.cafeId).execute();
		expect(await place(host.id)).toBeUndefined();
	});

	test('on the day leads a host to the table, whoever runs the day to the café, guests to the code, and nobody anywhere on other days', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		const [host, guest] = [world.staff, world.partner];
		const attendance = await checkedIn(db, world, room.gatheringId, host.name, world.units.nav, host.id);
		await checkedIn(db, world, room.gatheringId, guest.name, null, guest.id);
		await changeHost(db, world.facilitator, room.cafeId, room.tables[1]!, attendance);
		const place = (who: Actor, at = now) => dayPlace(db, who, at);
		const cafe = { at: 'cafe', gatheringId: room.gatheringId };
		expect([await place(world.facilitator), await place(world.leader), await place(host)]).toEqual([cafe, cafe, undefined]);
		await db.updateTable('cafe').set({ phase: 'seated' }).where('id', '=', room.cafeId).execute();
		expect(await place(host)).toEqual({ at: 'table', tableId: room.tables[1] });
		expect(await place(guest)).toEqual({ at: 'code', joinToken: expect.any(String) });
		expect(await place(world.stranger)).toBeUndefined();
		expect(await place(world.facilitator, addMilliseconds(now, 86_400_000))).toBeUndefined();
		await db.updateTable('cafe').set({ phase: 'closed' }).where('id', '=', room.cafeId).execute();
		expect([await place(world.facilitator), await place(host)]).toEqual([undefined, undefined]);
	});

	test('leads a guest’s phone back to its table until the day is over', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		const opened = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		const who = { attendanceId: null, name: 'Innom', unitId: null, shownAs: 'name', proof: null } as const;
		const joined = await join(db, opened, null, who, now);
		if (!joined.ok) throw new Error(joined.reason);
		expect(await phonePlace(db, joined.token, now)).toEqual({ at: 'code', joinToken: opened.joinToken });
		expect(await phonePlace(db, joined.token, addMilliseconds(now, 86_400_000))).toBeUndefined();
		expect(await phonePlace(db, 'another', now)).toBeUndefined();
	});
});
