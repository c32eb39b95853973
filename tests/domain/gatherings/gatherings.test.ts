import { describe, expect, test } from 'vitest';
import { addTask, tick } from '#lib/gatherings/checklist/commands.server.ts';
import { markHeld, openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import { maySee, nextAction, whyNotCheckIn } from '#lib/gatherings/model.ts';
import { all, byId, ofSeries, ofYear } from '#lib/gatherings/queries.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { fillRole } from '#lib/people/units/positions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { onTheDay, planned } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('gatherings', (fresh) => {
	describe('the day of a gathering', () => {
		test('it opens on its day and not before, stays open, and is held when somebody says so', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await openGathering(db, world.facilitator, id, now)).toEqual({ ok: false, reason: 'closedEarly' });
			expect(await markHeld(db, world.facilitator, id, onTheDay)).toEqual({ ok: false, reason: 'closed' });
			expect(await openGathering(db, world.facilitator, id, onTheDay)).toEqual({ ok: true });
			expect(await openGathering(db, world.facilitator, id, '2018-03-14T09:00:00.000Z')).toEqual({ ok: true });
			expect(await byId(db, world.municipalityId, id)).toMatchObject({ state: 'open', openedAt: onTheDay });
			expect(await markHeld(db, world.facilitator, id, onTheDay)).toEqual({ ok: true });
			expect(await byId(db, world.municipalityId, id)).toMatchObject({ state: 'held', heldAt: onTheDay });
			expect(await openGathering(db, world.facilitator, id, onTheDay)).toEqual({ ok: false, reason: 'closedHeld' });
		});

		test('staff and strangers do not open or close it', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await openGathering(db, world.staff, id, onTheDay)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await openGathering(db, world.stranger, id, onTheDay)).toEqual({ ok: false, reason: 'notFound' });
			expect(await markHeld(db, world.staff, id, onTheDay)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await markHeld(db, world.stranger, id, onTheDay)).toEqual({ ok: false, reason: 'notFound' });
		});

		test('a task is ticked off with who and when, the tick can be taken away, and tasks can be added', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			const added = await addTask(db, world.leader, { gatheringId: id, title: 'Bestill frukt', dueDate: '2018-03-12' }, now);
			if (!added.ok) throw new Error(added.reason);
			const own = async () => (await checklist(db, world.municipalityId, id, '2018-01-15')).find((task) => task.id === added.itemId);
			expect(await tick(db, world.facilitator, { gatheringId: id, itemId: added.itemId, done: true }, now)).toEqual({ ok: true });
			expect(await own()).toMatchObject({ title: 'Bestill frukt', doneAt: now, doneByName: 'Fasilitator Fitjar' });
			expect(await tick(db, world.facilitator, { gatheringId: id, itemId: added.itemId, done: false }, now)).toEqual({ ok: true });
			expect(await own()).toMatchObject({ doneAt: null, doneByName: null });
			expect(await tick(db, world.staff, { gatheringId: id, itemId: added.itemId, done: true }, now)).toEqual({
				ok: false,
				reason: 'notAllowed'
			});
			expect(await tick(db, world.stranger, { gatheringId: id, itemId: added.itemId, done: true }, now)).toEqual({
				ok: false,
				reason: 'notFound'
			});
			// What is for somebody of the staff, they tick off themselves.
			const owner = { ownerUnitId: world.units.nav, ownerRoleNn: 'rettleiar', ownerRoleNb: 'veileder' };
			await db.updateTable('checklistItem').set(owner).where('id', '=', added.itemId).execute();
			const role = { unitId: world.units.nav, personId: world.staff.id, kind: 'other', roleNn: 'Rettleiar', roleNb: '' } as const;
			await fillRole(db, world.leader, { ...role, from: '2018-01-01' }, now);
			expect(await tick(db, world.staff, { gatheringId: id, itemId: added.itemId, done: true }, now)).toEqual({ ok: true });
			expect(await own()).toMatchObject({ doneAt: now, doneByName: world.staff.name });
			expect(await tick(db, world.leader, { gatheringId: id, itemId: 'x', done: true }, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await addTask(db, world.leader, { gatheringId: id, title: ' ', dueDate: '2018-03-12' }, now)).toEqual({
				ok: false,
				reason: 'missing'
			});
			expect(await addTask(db, world.facilitator, { gatheringId: id, title: 'x', dueDate: '2018-03-12' }, now)).toEqual({
				ok: false,
				reason: 'notAllowed'
			});
		});
	});

	describe('the list of gatherings', () => {
		test('holds history without a day or a headcount as unknown, newest first', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			const past = {
				seriesId: world.seriesId,
				municipalityId: world.municipalityId,
				recipe: 'talksCafe' as const,
				theme: 'Felles forståing',
				state: 'held' as const,
				date: null,
				startTime: null,
				endTime: null,
				room: '',
				organiserUnitId: null,
				organiserRoleNn: null,
				organiserRoleNb: null,
				calendarSequence: 0,
				sentSequence: null,
				createdBy: null,
				createdAt: now,
				openedAt: null,
				heldAt: null,
				cancelledAt: null
			};
			await db
				.insertInto('gathering')
				.values({ ...past, id: 'f2016', month: '2016-03', year: 2016, attendedCount: 46 })
				.execute();
			await db
				.insertInto('gathering')
				.values({ ...past, id: 'f2017', month: '2017-10', year: 2017, attendedCount: null })
				.execute();
			const listed = await all(db, world.municipalityId);
			expect(listed.map((one) => one.id)).toEqual([id, 'f2017', 'f2016']);
			expect(listed.map((one) => one.attended)).toEqual([null, null, 46]);
			expect((await ofYear(db, world.municipalityId, 2016)).map((one) => one.id)).toEqual(['f2016']);
			expect((await ofSeries(db, world.municipalityId, world.seriesId)).map((one) => one.id)).toEqual(['f2016', 'f2017', id]);
			expect(await all(db, world.stranger.municipalityId)).toEqual([]);
		});
	});
});

describe('what may be done with a gathering', () => {
	test('staff see every gathering, a partner only those shared with them, others none', () => {
		expect(maySee({ id: 'a', roles: ['staff'] }, [])).toBe(true);
		expect(maySee({ id: 'p', roles: ['partner'] }, ['p'])).toBe(true);
		expect(maySee({ id: 'p', roles: ['partner'] }, ['q'])).toBe(false);
		expect(maySee({ id: 'n', roles: [] }, ['n'])).toBe(false);
	});

	test('nobody is checked in to a gathering without a day', () => {
		expect(whyNotCheckIn({ state: 'planned', date: null }, '2018-03-14')).toBe('missingDate');
	});

	test('there is one next thing to do in every state', () => {
		const facts = { items: 9, waitingMail: 0, cafePhase: null, summary: 'none' as const };
		const next = (
			state: Parameters<typeof nextAction>[0]['state'],
			other: { items?: number; waitingMail?: number; cafePhase?: string; summary?: 'none' | 'draft' | 'published' } = {},
			today = '2018-02-01'
		) => nextAction({ state, date: '2018-03-14', heldAt: state === 'held' ? now : null }, { ...facts, ...other }, today);
		expect(next('planned', { items: 0 })).toBe('programme');
		expect(next('planned')).toBe('invite');
		expect(next('planned', {}, '2018-03-14')).toBe('checkIn');
		expect(next('invited', { waitingMail: 46 })).toBe('releaseMail');
		expect(next('invited')).toBe('awaitAnswers');
		expect(next('invited', {}, '2018-03-14')).toBe('checkIn');
		expect(next('open', { cafePhase: 'seated' })).toBe('runCafe');
		expect(next('open', { cafePhase: 'harvest', summary: 'draft' })).toBe('summarise');
		expect(next('open', { cafePhase: 'harvest', summary: 'published' })).toBe('endCafe');
		expect(next('cancelled', { waitingMail: 3 })).toBe('releaseMail');
		expect(next('open')).toBe('close');
		expect(next('held', { cafePhase: 'closed' })).toBe('harvest');
		expect(next('held', { cafePhase: 'closed', summary: 'draft' })).toBe('summarise');
		expect(next('held')).toBe('summarise');
		expect(next('held', { cafePhase: 'closed', summary: 'published' })).toBe('none');
		expect(nextAction({ state: 'held', date: null, heldAt: null }, facts, '2018-02-01')).toBe('none');
		expect(next('cancelled')).toBe('planAnother');
	});
});
