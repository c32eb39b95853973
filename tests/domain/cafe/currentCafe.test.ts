import { expect, test } from 'vitest';
import { currentCafe } from '#lib/cafe/participants/currentCafe.server.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { aCafe, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality } from '../../support/world.ts';

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
});
