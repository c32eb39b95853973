import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addEntry } from '#lib/cycle/wheel/entries.server.ts';
import { stewardships } from '#lib/cycle/series/queries.server.ts';
import { wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { mergeUnits, type Merger } from '#lib/cycle/series/endUnit.server.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { newId } from '#lib/ids.ts';
import { fillRole, positions } from '#lib/people/units/positions.server.ts';
import { actorOf, units as unitsOf } from '#lib/people/queries.server.ts';
import { followUnits } from '#lib/people/units/succession.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { planned } from '../../support/gatherings.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

/** The housing office stewards the forum, each of the two has a leader, and Nav owns a monthly meeting. */
async function twoUnits(db: Kysely<Database>): Promise<World> {
	const world = await aMunicipality(db);
	const { leader, staff, facilitator, units, municipalityId, seriesId } = world;
	const steward = { unitId: units.bustadkontor, roleNn: 'leiar', roleNb: 'leder', validFrom: '2016-01-01', validTo: null, note: null };
	await db
		.insertInto('stewardship')
		.values({ id: newId(), municipalityId, seriesId, ...steward })
		.execute();
	for (const [unitId, personId] of [
		[units.bustadkontor, facilitator.id],
		[units.nav, staff.id]
	] as const)
		await fillRole(db, leader, { unitId, personId, kind: 'leader', roleNn: 'leiar', roleNb: 'leder', from: '2017-01-01' }, now);
	const meeting = { kind: 'body', titleNn: 'Navmøtet', titleNb: 'Navmøtet', recurs: 'monthly', leadWeeks: 0, month: null } as const;
	await addEntry(db, leader, { ...meeting, date: '2018-01-09', ownerUnitId: units.nav, ownerRoleNn: null, ownerRoleNb: null }, now);
	return world;
}

const intoNew = ({ units }: World): Merger => ({
	unitIds: [units.bustadkontor, units.nav],
	into: { nameNn: 'Bustad og Nav', nameNb: 'Bolig og Nav' },
	from: '2018-07-01'
});

onBothDatabases('units that become one', (fresh) => {
	test('end the day before, name it as their successor, and hand the forum and the roles over; one of the leaders leads it', async () => {
		const db = await fresh();
		const world = await twoUnits(db);
		const { leader, municipalityId, seriesId, units, staff, facilitator } = world;
		const merged = await mergeUnits(db, leader, intoNew(world), now);
		if (!merged.ok) throw new Error(merged.reason);
		expect(merged.handedOver).toBe(1);
		const all = await unitsOf(db, municipalityId);
		for (const id of [units.bustadkontor, units.nav])
			expect(all.find((unit) => unit.id === id)).toMatchObject({ validTo: '2018-06-30', successorId: merged.unitId });
		expect(all.find(({ id }) => id === merged.unitId)).toMatchObject({ nameNn: 'Bustad og Nav', validFrom: '2018-07-01', validTo: null });
		expect(
			(await stewardships(db, municipalityId, seriesId)).map(({ unitNn, validFrom, validTo }) => [unitNn, validFrom, validTo])
		).toEqual([
			['Bustadkontoret', '2016-01-01', '2018-06-30'],
			['Bustad og Nav', '2018-07-01', null]
		]);
		const held = (await positions(db, municipalityId)).filter(({ unitId }) => unitId === merged.unitId);
		expect(new Set(held.map(({ personId }) => personId))).toEqual(new Set([staff.id, facilitator.id]));
		expect(held.map(({ kind }) => kind).toSorted()).toEqual(['leader', 'other']);
	});

	test('keep what was under the old name in the wheel, and what comes is the new one’s', async () => {
		const db = await fresh();
		const world = await twoUnits(db);
		await mergeUnits(db, world.leader, intoNew(world), now);
		const owners = (await wheelOf(db, world.municipalityId, 2018)).points.map(({ month, ownerUnitNn }) => [month, ownerUnitNn]);
		expect(owners.slice(5, 7)).toEqual([
			['2018-06', 'Nav Stord'],
			['2018-07', 'Bustad og Nav']
		]);
	});

	test('pass open tasks on, and people follow when the day has come, not before', async () => {
		const db = await fresh();
		const world = await twoUnits(db);
		const { leader, staff, municipalityId } = world;
		await planned(db, world, { date: '2018-10-17' });
		const merged = await mergeUnits(db, leader, intoNew(world), now);
		if (!merged.ok) throw new Error(merged.reason);
		const owners = async (day: string) => new Set((await openTasks(db, municipalityId, day)).map(({ ownerUnitId }) => ownerUnitId));
		expect(await owners('2018-06-30')).toEqual(new Set([world.units.bustadkontor]));
		expect(await owners('2018-07-01')).toEqual(new Set([merged.unitId]));
		expect(await followUnits(db, municipalityId, '2018-06-30T08:00:00.000Z')).toBe(0);
		expect(await followUnits(db, municipalityId, '2018-07-01T08:00:00.000Z')).toBe(3);
		expect(await followUnits(db, municipalityId, '2018-07-02T08:00:00.000Z')).toBe(0);
		expect((await actorOf(db, staff.id))!.unitId).toBe(merged.unitId);
	});

	test('may go into one that is there already, which then takes people in at once when the day is past', async () => {
		const db = await fresh();
		const world = await twoUnits(db);
		const { leader, staff, units } = world;
		const merged = await mergeUnits(db, leader, { unitIds: [units.nav], into: { unitId: units.heime }, from: '2018-01-01' }, now);
		expect(merged).toEqual({ ok: true, unitId: units.heime, handedOver: 0 });
		expect((await actorOf(db, staff.id))!.unitId).toBe(units.heime);
	});

	test('are refused, all of them, when one is unknown, gone, itself the successor, or there is nothing to merge', async () => {
		const db = await fresh();
		const world = await twoUnits(db);
		const { leader, staff, stranger, units } = world;
		const merge = (change: Partial<Merger>, actor = leader) => mergeUnits(db, actor, { ...intoNew(world), ...change }, now);
		expect(await merge({}, staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await merge({}, stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await merge({ unitIds: [units.nav, units.nav] })).toEqual({ ok: false, reason: 'empty' });
		expect(await merge({ unitIds: [], into: { unitId: units.heime } })).toEqual({ ok: false, reason: 'empty' });
		expect(await merge({ into: { unitId: units.nav } })).toEqual({ ok: false, reason: 'invalidSuccessor' });
		expect(await merge({ into: { unitId: 'nowhere' } })).toEqual({ ok: false, reason: 'notFound' });
		await db.updateTable('unit').set({ validFrom: '2018-08-01' }).where('id', '=', units.heime).execute();
		expect(await merge({ into: { unitId: units.heime } })).toEqual({ ok: false, reason: 'closedSuccessor' });
		expect(await merge({ unitIds: [units.nav, units.heime] })).toEqual({ ok: false, reason: 'closedUnit' });
		expect((await unitsOf(db, world.municipalityId)).every(({ validTo }) => validTo === null)).toBe(true);
	});
});
