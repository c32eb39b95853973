import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { unitInCharge } from '#lib/cycle/model.ts';
import { stewardOf, stewardships } from '#lib/cycle/series/queries.server.ts';
import { handOver, type Handover } from '#lib/cycle/series/stewardship.server.ts';
import { endUnit } from '#lib/cycle/series/endUnit.server.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

/** The forum as the programme leader had it, from March 2015, in no unit. */
async function sinceMarch2015(db: Kysely<Database>): Promise<World & { toOffice: Handover }> {
	const world = await aMunicipality(db);
	await db
		.insertInto('stewardship')
		.values({
			id: newId(),
			municipalityId: world.municipalityId,
			seriesId: world.seriesId,
			unitId: null,
			roleNn: 'programleiar',
			roleNb: 'programleder',
			validFrom: '2015-03-01',
			validTo: null,
			note: null
		})
		.execute();
	const toOffice = {
		seriesId: world.seriesId,
		unitId: world.units.bustadkontor,
		roleNn: 'leiar',
		roleNb: 'leder',
		from: '2018-01-01',
		note: 'Programleiarfunksjonen følgjer med.'
	};
	return { ...world, toOffice };
}

onBothDatabases('the responsibility for the forum', (fresh) => {
	test('goes to the housing office on 1 January 2018, and was with the programme leader the day before', async () => {
		const db = await fresh();
		const { leader, municipalityId, seriesId, toOffice } = await sinceMarch2015(db);
		expect((await handOver(db, leader, toOffice, now)).ok).toBe(true);
		expect(await stewardOf(db, municipalityId, seriesId, '2017-12-31')).toMatchObject({
			roleNn: 'programleiar',
			validTo: '2017-12-31',
			unitId: null
		});
		expect(await stewardOf(db, municipalityId, seriesId, '2018-01-01')).toMatchObject({
			roleNn: 'leiar',
			unitNn: 'Bustadkontoret',
			validTo: null
		});
		expect(await stewardOf(db, municipalityId, seriesId, '2015-02-28')).toBeUndefined();
	});

	test('is somebody’s on every day between the first handover and the last', async () => {
		const db = await fresh();
		const { leader, municipalityId, seriesId, toOffice, units } = await sinceMarch2015(db);
		await handOver(db, leader, toOffice, now);
		await handOver(db, leader, { ...toOffice, unitId: units.nav, from: '2019-07-01' }, now);
		const held = await stewardships(db, municipalityId, seriesId);
		expect(held.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
			['2015-03-01', '2017-12-31'],
			['2018-01-01', '2019-06-30'],
			['2019-07-01', null]
		]);
	});

	test('is not handed over to before the present steward began', async () => {
		const db = await fresh();
		const { leader, toOffice } = await sinceMarch2015(db);
		await handOver(db, leader, toOffice, now);
		expect(await handOver(db, leader, { ...toOffice, from: '2018-01-01' }, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await handOver(db, leader, { ...toOffice, unitId: null, from: '2016-01-01' }, now)).toEqual({
			ok: false,
			reason: 'conflict'
		});
	});

	test('is not handed to a unit that does not exist that day', async () => {
		const db = await fresh();
		const { leader, toOffice, units, stranger } = await sinceMarch2015(db);
		await db.updateTable('unit').set({ validFrom: '2017-10-02' }).where('id', '=', units.bustadkontor).execute();
		expect(await handOver(db, leader, { ...toOffice, from: '2017-10-01' }, now)).toEqual({ ok: false, reason: 'closedUnit' });
		expect(await handOver(db, leader, { ...toOffice, unitId: 'nowhere' }, now)).toEqual({ ok: false, reason: 'invalidUnit' });
		expect(await handOver(db, stranger, toOffice, now)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('leaves no day without a steward, also where the last one has ended', async () => {
		const db = await fresh();
		const { leader, toOffice, seriesId } = await sinceMarch2015(db);
		await db.updateTable('stewardship').set({ validTo: '2017-12-31' }).where('seriesId', '=', seriesId).execute();
		expect(await handOver(db, leader, { ...toOffice, from: '2018-02-01' }, now)).toEqual({ ok: false, reason: 'missingDays' });
		expect((await handOver(db, leader, toOffice, now)).ok).toBe(true);
	});

	test('is handed over by those who lead, and the audit trail says so', async () => {
		const db = await fresh();
		const { leader, staff, seriesId, toOffice } = await sinceMarch2015(db);
		expect(await handOver(db, staff, toOffice, now)).toEqual({ ok: false, reason: 'notAllowed' });
		await handOver(db, leader, toOffice, now);
		expect(await db.selectFrom('audit').select(['verb', 'subjectId']).where('verb', '=', 'series.handOver').execute()).toEqual([
			{ verb: 'series.handOver', subjectId: seriesId }
		]);
	});

	test('a unit that has it cannot end without a successor', async () => {
		const db = await fresh();
		const { leader, staff, toOffice, units } = await sinceMarch2015(db);
		await handOver(db, leader, toOffice, now);
		const end = { unitId: units.bustadkontor, validTo: '2018-12-31', successorId: null };
		expect(await endUnit(db, leader, end, now)).toEqual({ ok: false, reason: 'missingSuccessor' });
		expect(await endUnit(db, staff, end, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect((await db.selectFrom('unit').select('validTo').where('id', '=', units.bustadkontor).executeTakeFirst())?.validTo).toBeNull();
	});

	test('goes to the successor the day after a unit ends, in the same role, and history keeps the old name', async () => {
		const db = await fresh();
		const { leader, municipalityId, seriesId, toOffice, units } = await sinceMarch2015(db);
		await handOver(db, leader, toOffice, now);
		expect(await endUnit(db, leader, { unitId: units.bustadkontor, validTo: '2018-12-31', successorId: units.nav }, now)).toEqual({
			ok: true,
			handedOver: 1
		});
		expect(await stewardOf(db, municipalityId, seriesId, '2018-12-31')).toMatchObject({ unitNn: 'Bustadkontoret', roleNn: 'leiar' });
		expect(await stewardOf(db, municipalityId, seriesId, '2019-01-01')).toMatchObject({
			unitNn: 'Nav Stord',
			roleNn: 'leiar',
			validTo: null
		});
	});

	test('a unit whose time is over can end alone, and a successor must be there the day after', async () => {
		const db = await fresh();
		const { leader, toOffice, units } = await sinceMarch2015(db);
		await handOver(db, leader, toOffice, now);
		expect(await endUnit(db, leader, { unitId: units.heime, validTo: '2018-06-30', successorId: null }, now)).toEqual({
			ok: true,
			handedOver: 0
		});
		expect(await endUnit(db, leader, { unitId: units.bustadkontor, validTo: '2018-12-31', successorId: units.heime }, now)).toEqual({
			ok: false,
			reason: 'closedSuccessor'
		});
		expect(await endUnit(db, leader, { unitId: units.bustadkontor, validTo: '2018-12-31', successorId: units.bustadkontor }, now)).toEqual({
			ok: false,
			reason: 'invalidSuccessor'
		});
	});

	test('of a unit that ended is answered for by the one that took over', async () => {
		const db = await fresh();
		const { leader, municipalityId, units } = await sinceMarch2015(db);
		await endUnit(db, leader, { unitId: units.heime, validTo: '2017-12-31', successorId: units.nav }, now);
		const all = await unitsOf(db, municipalityId);
		expect(unitInCharge({ unitId: units.heime }, all, '2017-12-31')?.id).toBe(units.heime);
		expect(unitInCharge({ unitId: units.heime }, all, '2018-01-15')?.id).toBe(units.nav);
		expect(unitInCharge({ unitId: null }, all, '2018-01-15')).toBeUndefined();
	});
});
