import { describe, expect, test } from 'vitest';
import { whoSignsIn } from '#lib/people/auth/passwords.server.ts';
import { setUp } from '#lib/people/auth/setUp.server.ts';
import * as people from '#lib/people/persons/commands.server.ts';
import { peoplePage } from '#lib/people/persons/list.server.ts';
import { addUnit, endUnit } from '#lib/people/units/commands.server.ts';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import { isStaff, onlyReads, rolesInReach, successorOn } from '#lib/people/model.ts';
import type { Actor } from '#lib/people/model.ts';
import { actorOf, persons } from '#lib/people/queries.server.ts';
import { mayReadAdopted, mayReadPlan } from '#lib/plan/model.ts';
import { mayReadReports } from '#lib/plan/reports/model.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const first = {
	municipality: 'Stord kommune',
	locale: 'nn' as const,
	unit: 'Bustadkontoret',
	name: 'Leiar',
	email: 'leiar@stord.example',
	password: 'ein raud sykkel'
};
const somebody = {
	name: 'Ny Tilsett',
	email: 'ny@stord.example',
	title: '',
	unitId: null,
	levelId: null,
	locale: null,
	roles: ['staff' as const],
	password: 'ein raud sykkel'
};

onBothDatabases('people', (fresh) => {
	test('the first to set up becomes administrator and leader, and can sign in', async () => {
		const db = await fresh();
		const made = await setUp(db, first, now);
		if (!made.ok) throw new Error(made.reason);
		expect((await actorOf(db, made.personId))?.roles.toSorted()).toEqual(['administrator', 'leader']);
		expect(await whoSignsIn(db, first.email, first.password)).toEqual({ personId: made.personId });
	});

	test('an installation is set up once', async () => {
		const db = await fresh();
		await setUp(db, first, now);
		expect(await setUp(db, { ...first, email: 'annan@stord.example' }, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('a wrong password and an unknown address sign nobody in', async () => {
		const db = await fresh();
		await setUp(db, first, now);
		expect(await whoSignsIn(db, first.email, 'ein raud sykke1')).toBeUndefined();
		expect(await whoSignsIn(db, 'ingen@stord.example', first.password)).toBeUndefined();
	});

	test('staff may not add people', async () => {
		const db = await fresh();
		const { staff } = await aMunicipality(db);
		expect(await people.addPerson(db, staff, somebody, now)).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test('stand in pages of fifty, in the order of the alphabet, and are found by name, address and unit', async () => {
		const db = await fresh();
		const { municipalityId, units, leader } = await aMunicipality(db);
		const before = (await persons(db, municipalityId)).length;
		for (let at = 0; at < 60; at++) {
			const unitId = at < 3 ? units.nav : units.heime;
			const name = `${at === 0 ? 'Åse' : `Tilsett ${String(at).padStart(2, '0')}`} Øyre`;
			await people.addPerson(db, leader, { ...somebody, name, email: `nr${at}@stord.example`, unitId, password: '' }, now);
		}
		const asked = (search: string, page = 1) => peoplePage(db, municipalityId, { search, page });
		const [first, second] = [await asked(''), await asked('', 2)];
		expect([first.people.length, second.people.length]).toEqual([50, before + 10]);
		expect(first).toMatchObject({ count: before + 60, found: before + 60, page: 1, pages: 2 });
		expect(second.people.at(-1)?.name).toBe('Åse Øyre');
		expect(new Set([...first.people, ...second.people].map(({ id }) => id)).size).toBe(before + 60);
		expect(first.people.find(({ name }) => name === 'Tilsett 01 Øyre')?.roles).toEqual(['staff']);
		expect((await asked('åse ØYRE')).people.map(({ name }) => name)).toEqual(['Åse Øyre']);
		expect((await asked('NR7@stord')).people.map(({ name }) => name)).toEqual(['Tilsett 07 Øyre']);
		expect(await asked('nav øyre')).toMatchObject({ found: 3, pages: 1 });
		expect(await asked('ingen slik', 9)).toMatchObject({ found: 0, page: 1, pages: 1, people: [] });
		expect((await asked('', 99)).page).toBe(2);
	});

	test('two people cannot have one address in a municipality', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		expect((await people.addPerson(db, leader, somebody, now)).ok).toBe(true);
		expect(await people.addPerson(db, leader, somebody, now)).toEqual({ ok: false, reason: 'duplicate' });
	});

	test("a person cannot be put in another municipality's unit", async () => {
		const db = await fresh();
		const { stranger, units } = await aMunicipality(db);
		expect(await people.addPerson(db, stranger, { ...somebody, unitId: units.nav }, now)).toEqual({ ok: false, reason: 'invalidUnit' });
	});

	test("nor on a level that is not the municipality's", async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		expect(await people.addPerson(db, leader, { ...somebody, levelId: 'nowhere' }, now)).toEqual({ ok: false, reason: 'invalidLevel' });
	});

	test('a disabled person has no session left and cannot sign in', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		const added = await people.addPerson(db, leader, somebody, now);
		if (!added.ok) throw new Error(added.reason);
		const sessions = createSessions(db, false);
		const session = await sessions.createSession(added.personId, {});
		expect((await sessions.validateSession(session.id)).user?.id).toBe(added.personId);
		expect(await people.disablePerson(db, leader, added.personId, now)).toEqual({ ok: true });
		expect((await sessions.validateSession(session.id)).user).toBeNull();
		expect(await whoSignsIn(db, somebody.email, somebody.password)).toBeUndefined();
		expect(await actorOf(db, added.personId)).toBeUndefined();
	});

	test('nobody disables themselves, or somebody elsewhere', async () => {
		const db = await fresh();
		const { leader, stranger, staff } = await aMunicipality(db);
		expect(await people.disablePerson(db, leader, leader.id, now)).toEqual({ ok: false, reason: 'notAllowedSelf' });
		expect(await people.disablePerson(db, stranger, staff.id, now)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('a disabled person can be let in again, once', async () => {
		const db = await fresh();
		const { leader, staff, stranger } = await aMunicipality(db);
		await people.disablePerson(db, leader, staff.id, now);
		expect(await people.enablePerson(db, stranger, staff.id, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await people.enablePerson(db, staff, staff.id, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await people.enablePerson(db, leader, staff.id, now)).toEqual({ ok: true });
		expect(await people.enablePerson(db, leader, staff.id, now)).toEqual({ ok: false, reason: 'notFound' });
		expect((await actorOf(db, staff.id))?.roles).toEqual(['staff']);
	});

	test('roles are changed to exactly those given, and the old grants stay as history', async () => {
		const db = await fresh();
		const { leader, staff, stranger } = await aMunicipality(db);
		expect(await people.changeRoles(db, leader, staff.id, ['staff', 'facilitator'], now)).toEqual({ ok: true });
		expect((await actorOf(db, staff.id))?.roles.toSorted()).toEqual(['facilitator', 'staff']);
		expect(await people.changeRoles(db, leader, staff.id, ['partner'], now)).toEqual({ ok: true });
		expect((await actorOf(db, staff.id))?.roles).toEqual(['partner']);
		expect(await db.selectFrom('roleGrant').select('id').where('personId', '=', staff.id).execute()).toHaveLength(3);
		expect(await people.changeRoles(db, staff, staff.id, ['administrator'], now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await people.changeRoles(db, stranger, staff.id, ['staff'], now)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('a reader is one whom those who administer made so, gives nothing themselves, and reads what is decided until it is taken', async () => {
		const db = await fresh();
		const { leader, facilitator, staff } = await aMunicipality(db);
		expect(await people.changeRoles(db, facilitator, staff.id, ['reader'], now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await people.changeRoles(db, leader, staff.id, ['reader'], now)).toEqual({ ok: true });
		const reader = (await actorOf(db, staff.id))!;
		expect([rolesInReach(reader), onlyReads(reader), isStaff(reader)]).toEqual([[], true, false]);
		expect([mayReadAdopted(reader), mayReadReports(reader), mayReadPlan(reader)]).toEqual([true, true, false]);
		expect(await people.changeRoles(db, reader, leader.id, ['reader'], now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await people.changeRoles(db, leader, staff.id, ['staff', 'reader'], now)).toEqual({ ok: true });
		expect(onlyReads((await actorOf(db, staff.id))!)).toBe(false);
	});

	test('nobody gives, takes or lets in what reaches further than what they hold', async () => {
		const db = await fresh();
		const { leader, facilitator, staff, municipalityId } = await aMunicipality(db);
		const administrator: Actor = { ...leader, id: facilitator.id, roles: ['administrator'] };
		expect(await people.changeRoles(db, administrator, facilitator.id, ['administrator', 'facilitator'], now)).toEqual({ ok: true });
		// The leader makes neither himself nor anybody else an administrator, and does not take it from one who is.
		const outOfReach = { ok: false, reason: 'notAllowedRole' };
		expect(await people.changeRoles(db, leader, leader.id, ['leader', 'administrator'], now)).toEqual(outOfReach);
		expect(await people.addPerson(db, leader, { ...somebody, roles: ['staff', 'administrator'] }, now)).toEqual(outOfReach);
		expect(await people.disablePerson(db, leader, facilitator.id, now)).toEqual(outOfReach);
		expect(await people.changeRoles(db, leader, facilitator.id, ['staff'], now)).toEqual({ ok: true });
		expect((await actorOf(db, facilitator.id))?.roles.toSorted()).toEqual(['administrator', 'staff']);
		// Letting a disabled administrator in would give the right as well.
		await db.updateTable('person').set({ disabledAt: now }).where('id', '=', facilitator.id).execute();
		expect(await people.enablePerson(db, leader, facilitator.id, now)).toEqual(outOfReach);
		expect(await people.changeRoles(db, leader, staff.id, ['staff', 'leader'], now)).toEqual({ ok: true });
		const grants = await db
			.selectFrom('roleGrant')
			.select('personId')
			.where('role', '=', 'administrator')
			.where('municipalityId', '=', municipalityId)
			.execute();
		expect(grants).toEqual([{ personId: facilitator.id }]);
	});

	test('the last administrator who can sign in stays one, until there is another', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		const administrator: Actor = { ...leader, roles: ['administrator', 'leader'] };
		const add = async (email: string, password: string) => {
			const added = await people.addPerson(db, administrator, { ...somebody, email, password, roles: ['administrator'] }, now);
			if (!added.ok) throw new Error(added.reason);
			return added.personId;
		};
		const first = await add('fyrste@stord.example', somebody.password);
		// Without a password nobody signs in.
		await add('utan@stord.example', '');
		const last = { ok: false, reason: 'notAllowedLast' };
		expect(await people.disablePerson(db, administrator, first, now)).toEqual(last);
		expect(await people.changeRoles(db, administrator, first, ['leader'], now)).toEqual(last);
		await add('andre@stord.example', somebody.password);
		expect(await people.changeRoles(db, administrator, first, ['leader'], now)).toEqual({ ok: true });
	});

	test('nobody takes their own right to administer away', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		expect(await people.changeRoles(db, leader, leader.id, ['staff'], now)).toEqual({ ok: false, reason: 'notAllowedRights' });
		expect(await people.changeRoles(db, leader, leader.id, ['leader'], now)).toEqual({ ok: true });
	});

	test("the list of people is the municipality's own", async () => {
		const db = await fresh();
		const { municipalityId, stranger } = await aMunicipality(db);
		const listed = await persons(db, municipalityId);
		expect(listed.map((person) => person.id)).not.toContain(stranger.id);
		expect(listed).toHaveLength(4);
	});

	test('a unit that ends names its successor, and cannot end before it began or succeed itself', async () => {
		const db = await fresh();
		const { leader, units } = await aMunicipality(db);
		const office = await addUnit(
			db,
			leader,
			{ nameNn: 'Nytt kontor', nameNb: 'Nytt kontor', kind: 'internal', validFrom: '2017-10-02' },
			now
		);
		if (!office.ok) throw new Error(office.reason);
		expect(await endUnit(db, leader, { unitId: office.unitId, validTo: '2017-01-01', successorId: units.nav }, now)).toEqual({
			ok: false,
			reason: 'invalidEnd'
		});
		expect(await endUnit(db, leader, { unitId: office.unitId, validTo: '2018-01-01', successorId: office.unitId }, now)).toEqual({
			ok: false,
			reason: 'invalidSuccessor'
		});
		expect(await endUnit(db, leader, { unitId: office.unitId, validTo: '2018-01-01', successorId: units.nav }, now)).toEqual({
			ok: true
		});
	});
});

describe('a successor', () => {
	const unit = (id: string, validFrom: string | null, validTo: string | null, successorId: string | null) => ({
		id,
		validFrom,
		validTo,
		successorId
	});

	test('is found through a chain of units', () => {
		const chain = [unit('a', null, '2015-12-31', 'b'), unit('b', '2016-01-01', '2017-10-01', 'c'), unit('c', '2017-10-02', null, null)];
		expect(successorOn(chain, 'a', '2018-01-15')?.id).toBe('c');
		expect(successorOn(chain, 'a', '2015-03-01')?.id).toBe('a');
	});

	test('is nobody when the chain ends or goes in a circle', () => {
		expect(successorOn([unit('a', null, '2015-12-31', null)], 'a', '2018-01-15')).toBeUndefined();
		expect(successorOn([unit('a', null, '2015-12-31', 'b'), unit('b', null, '2016-12-31', 'a')], 'a', '2018-01-15')).toBeUndefined();
	});
});

describe('where to go after signing in', () => {
	test('a link to elsewhere leads home', () => {
		for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', null])
			expect(ownPath(to)).toBe('/');
		expect(ownPath('/topics?x=1')).toBe('/topics?x=1');
	});

	test('so does a path that becomes a link to elsewhere when its dots are resolved', () => {
		for (const to of ['/.//evil.example', '/..//evil.example', '/a/..//evil.example', '/%2e%2e//evil.example'])
			expect(ownPath(to)).toBe('/');
		expect(ownPath('/a/../topics')).toBe('/topics');
	});
});
