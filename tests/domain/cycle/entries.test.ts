import { expect, test } from 'vitest';
import { addEntry, cancelEntry, type NewEntry } from '#lib/cycle/wheel/entries.server.ts';
import { changeEntry, entries } from '#lib/cycle/wheel/entries.server.ts';
import { wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const report: NewEntry = {
	kind: 'report',
	titleNn: 'Halvårsrapport',
	titleNb: 'Halvårsrapport',
	date: '2017-02-15',
	month: null,
	recurs: 'halfYearly',
	ownerUnitId: null,
	ownerRoleNn: null,
	ownerRoleNb: null,
	leadWeeks: 4
};

onBothDatabases('a fixed point of the year that is changed', (fresh) => {
	test('gets another owner with a role, lead time and mark, and is the same point in all its years', async () => {
		const db = await fresh();
		const { leader, municipalityId, units } = await aMunicipality(db);
		const added = await addEntry(db, leader, report, now);
		if (!added.ok) throw new Error(added.reason);
		const owner = { ownerUnitId: units.nav, ownerRoleNn: 'einingsleiar', ownerRoleNb: 'enhetsleder', leadWeeks: 6 };
		expect(await changeEntry(db, leader, added.entryId, { ...report, ...owner }, now)).toEqual({ ok: true, entryId: added.entryId });
		expect(await entries(db, municipalityId)).toMatchObject([{ id: added.entryId, ...owner, colour: 1 }]);
		await changeEntry(db, leader, added.entryId, { ...report, ...owner, colour: 9 }, now);
		expect((await wheelOf(db, municipalityId, 2018)).points.map(({ date, colour, ownerRoleNn }) => [date, colour, ownerRoleNn])).toEqual([
			['2018-02-15', 9, 'einingsleiar'],
			['2018-08-15', 9, 'einingsleiar']
		]);
	});

	test('has its new day from now on, and keeps the old one in the years gone by', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		const added = await addEntry(db, leader, report, now);
		if (!added.ok) throw new Error(added.reason);
		const moved = await changeEntry(db, leader, added.entryId, { ...report, date: '2018-03-01', recurs: 'yearly' }, now);
		expect(moved).toMatchObject({ ok: true });
		const days = async (year: number) => (await wheelOf(db, municipalityId, year)).points.map(({ date }) => date);
		expect([await days(2017), await days(2018), await days(2019)]).toEqual([['2017-02-15', '2017-08-15'], ['2018-03-01'], ['2019-03-01']]);
		expect(await entries(db, municipalityId)).toHaveLength(1);
	});

	test('is changed by those who lead, while it is in the wheel, to something that has a month and an owner who exists', async () => {
		const db = await fresh();
		const { leader, staff, stranger } = await aMunicipality(db);
		const added = await addEntry(db, leader, report, now);
		if (!added.ok) throw new Error(added.reason);
		const change = (changed: Partial<NewEntry>, actor = leader) => changeEntry(db, actor, added.entryId, { ...report, ...changed }, now);
		expect(await change({}, staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await change({}, stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await change({ date: null })).toEqual({ ok: false, reason: 'missing' });
		expect(await change({ ownerUnitId: 'nowhere' })).toEqual({ ok: false, reason: 'invalidUnit' });
		await cancelEntry(db, leader, added.entryId, now);
		expect(await change({})).toEqual({ ok: false, reason: 'notFound' });
	});
});
