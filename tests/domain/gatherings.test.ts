import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addTask, markHeld, open, tick } from '#lib/gatherings/commands.server.ts';
import { maySee, nextAction, whyNotCheckIn } from '#lib/gatherings/model.ts';
import { planGathering, type PlanAnswers } from '#lib/gatherings/planning.server.ts';
import * as editing from '#lib/gatherings/programme.server.ts';
import { all, byId, checklist, ofSeries, ofYear, programme } from '#lib/gatherings/queries.server.ts';
import { newId } from '#lib/ids.ts';
import { topicById } from '#lib/topics/queries.server.ts';
import { onBothDatabases } from '../support/database.ts';
import { aMunicipality, now, type World } from '../support/world.ts';

const onTheDay = '2018-03-14T07:30:00.000Z';

const answersFor = (world: World, other: Partial<PlanAnswers> = {}): PlanAnswers => ({
	seriesId: world.seriesId,
	date: '2018-03-14',
	startTime: '09:00',
	theme: 'Startlån og tilskot',
	topicIds: [],
	recipe: 'talksCafe',
	partnerIds: [],
	goalIds: [],
	room: 'Kommunestyresalen',
	...other
});

/** A planned gathering, on Wednesday 14 March unless told. */
async function planned(db: Kysely<Database>, world: World, other: Partial<PlanAnswers> = {}): Promise<string> {
	const made = await planGathering(db, world.leader, answersFor(world, other), now);
	if (!made.ok) throw new Error(made.reason);
	return made.gatheringId;
}

async function aTopic(db: Kysely<Database>, world: World, title: string, kind: 'new' | 'repeat' | 'refresh' = 'new'): Promise<string> {
	const id = newId();
	await db
		.insertInto('topic')
		.values({
			id,
			municipalityId: world.municipalityId,
			seriesId: world.seriesId,
			title,
			description: '',
			forWhom: '',
			kind,
			state: 'proposed',
			stateReason: '',
			gatheringId: null,
			proposedBy: world.staff.id,
			proposedAt: now
		})
		.execute();
	return id;
}

onBothDatabases('gatherings', (fresh) => {
	describe('planning a gathering', () => {
		test('five answers give a programme with times, a checklist counted back from the day, goals and partners', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const { municipalityId } = world;
			await db
				.insertInto('stewardship')
				.values([
					{
						id: newId(),
						municipalityId,
						seriesId: world.seriesId,
						unitId: world.units.nav,
						roleNn: 'programleiar',
						roleNb: 'programleder',
						validFrom: '2015-03-01',
						validTo: '2017-12-31',
						note: null
					},
					{
						id: newId(),
						municipalityId,
						seriesId: world.seriesId,
						unitId: world.units.bustadkontor,
						roleNn: 'leiar',
						roleNb: 'leder',
						validFrom: '2018-01-01',
						validTo: null,
						note: null
					}
				])
				.execute();
			const topicId = await aTopic(db, world, 'Gjeldsrådgjeving');
			await db.insertInto('topicOffer').values({ topicId, personId: world.staff.id, municipalityId, note: '', at: now }).execute();

			const gatheringId = await planned(db, world, { topicIds: [topicId], partnerIds: [world.partner.id], goalIds: ['g3', 'g3'] });

			const gathering = await byId(db, municipalityId, gatheringId);
			expect(gathering).toMatchObject({
				state: 'planned',
				date: '2018-03-14',
				month: '2018-03',
				year: 2018,
				startTime: '09:00',
				endTime: '14:40',
				organiserNn: 'Bustadkontoret',
				organiserRoleNn: 'leiar',
				goalIds: ['g3']
			});
			expect(gathering!.partners.map((partner) => partner.id)).toEqual([world.partner.id]);
			const items = await programme(db, municipalityId, gatheringId);
			expect(items.find((item) => item.topicId === topicId)).toMatchObject({
				title: 'Gjeldsrådgjeving',
				speaker: 'Tilsett Tysnes',
				unitNn: 'Nav Stord'
			});
			expect(items.some((item) => item.kind === 'cafe')).toBe(true);
			expect(await topicById(db, municipalityId, topicId)).toMatchObject({ state: 'planned', gatheringId });
			const tasks = await checklist(db, municipalityId, gatheringId);
			expect(tasks.find((task) => task.task === 'remind')).toMatchObject({
				dueDate: '2018-02-21',
				ownerRoleNn: 'leiar',
				unitNn: 'Bustadkontoret'
			});
			expect(tasks.find((task) => task.task === 'hosts')).toMatchObject({ ownerRoleNn: 'Prosessleiar', ownerRoleNb: 'Prosessleder' });
		});

		const refusals: [string, string, (world: World) => Partial<PlanAnswers>][] = [
			['a date that has been', 'dateInPast', () => ({ date: '2018-01-14' })],
			['an unknown recipe', 'unknownRecipe', () => ({ recipe: 'karaoke' })],
			['no theme', 'noTheme', () => ({ theme: '  ' })],
			['an unknown series', 'unknownSeries', () => ({ seriesId: 'x' })],
			['a topic that is not in the inbox', 'unknownTopic', () => ({ topicIds: ['x'] })],
			['a partner who is not from outside', 'unknownPartner', (world) => ({ partnerIds: [world.staff.id] })],
			['a start so late that the day would not end in time', 'outsideDay', () => ({ startTime: '18:00' })]
		];
		test.each(refusals)('%s is refused', async (_what, reason, other) => {
			const db = await fresh();
			const world = await aMunicipality(db);
			expect(await planGathering(db, world.leader, answersFor(world, other(world)), now)).toEqual({ ok: false, reason });
			expect(await all(db, world.municipalityId)).toEqual([]);
		});

		test('staff, partners and facilitators may not plan', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			for (const actor of [world.staff, world.partner, world.facilitator]) {
				expect(await planGathering(db, actor, answersFor(world), now)).toEqual({ ok: false, reason: 'notAllowed' });
			}
		});

		test("another municipality's series is unknown", async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			expect(await planGathering(db, world.stranger, answersFor(world), now)).toEqual({ ok: false, reason: 'unknownSeries' });
		});

		test('a series has one gathering a day', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			await planned(db, world);
			expect(await planGathering(db, world.leader, answersFor(world), now)).toEqual({ ok: false, reason: 'dateTaken' });
		});

		test('a topic that stands in another programme, or was declined, is refused', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const topicId = await aTopic(db, world, 'Gjeldsrådgjeving');
			await planned(db, world, { topicIds: [topicId] });
			const again = answersFor(world, { date: '2018-10-17', topicIds: [topicId] });
			expect(await planGathering(db, world.leader, again, now)).toEqual({ ok: false, reason: 'topicTaken' });
			expect(await all(db, world.municipalityId)).toHaveLength(1);
		});

		test('more topics than the day has room for are refused', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const topicIds: string[] = [];
			for (let index = 0; index < 6; index++) topicIds.push(await aTopic(db, world, `Tema ${index}`));
			expect(await planGathering(db, world.leader, answersFor(world, { topicIds, recipe: 'talksWorkshop' }), now)).toEqual({
				ok: false,
				reason: 'tooManyTopics'
			});
		});

		test('a public holiday, a school break and a weekend are warned about, and allowed after that', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			await db
				.insertInto('schoolBreak')
				.values({
					id: newId(),
					municipalityId: world.municipalityId,
					nameNn: 'vinterferie',
					nameNb: 'vinterferie',
					fromDate: '2018-02-26',
					toDate: '2018-03-02'
				})
				.execute();
			const off = async (date: string) => {
				const refused = await planGathering(db, world.leader, answersFor(world, { date }), now);
				return !refused.ok && refused.reason === 'dayOff' ? refused.off : refused;
			};
			expect(await off('2018-03-29')).toMatchObject({ kind: 'holiday', nn: 'skjertorsdag' });
			expect(await off('2018-02-28')).toMatchObject({ kind: 'schoolBreak', nn: 'vinterferie' });
			expect(await off('2018-03-17')).toMatchObject({ kind: 'weekend', en: 'weekend' });
			const made = await planGathering(db, world.leader, answersFor(world, { date: '2018-02-28', despiteDayOff: true }), now);
			expect(made.ok).toBe(true);
		});
	});

	describe('the programme of a gathering', () => {
		const talk = {
			kind: 'talk' as const,
			title: 'Nabodialog',
			startTime: null,
			minutes: 30,
			speaker: '',
			speakerUnitId: null,
			push: false
		};
		const times = async (db: Kysely<Database>, world: World, id: string) =>
			(await programme(db, world.municipalityId, id)).map((item) => `${item.startTime} ${item.title}`);

		test('takes a new part after what is there, and the gathering ends with it', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await editing.addItem(db, world.leader, id, talk, now)).toEqual({ ok: true });
			expect((await times(db, world, id)).at(-1)).toBe('14:40 Nabodialog');
			expect((await byId(db, world.municipalityId, id))!.endTime).toBe('15:10');
		});

		test('refuses a part while something else is on, unless what comes later gives way', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			const before = await times(db, world, id);
			expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '09:15' }, now)).toEqual({
				ok: false,
				reason: 'overlapping'
			});
			expect(await times(db, world, id)).toEqual(before);
			expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '09:15', push: true }, now)).toEqual({ ok: true });
			const after = await times(db, world, id);
			expect(after[1]).toBe('09:15 Nabodialog');
			expect(after[2]).toBe('09:45 Innlegg frå eigne tilsette');
			expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '09:05', push: true }, now)).toEqual({
				ok: false,
				reason: 'overlapping'
			});
		});

		test('refuses a part that ends after the day does', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '22:45' }, now)).toEqual({
				ok: false,
				reason: 'outsideDay'
			});
		});

		test('lets a part be edited, moved, removed, and the rest be closed up', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			const [opening, first, second] = await programme(db, world.municipalityId, id);
			expect(await editing.editItem(db, world.leader, id, opening!.id, { ...talk, title: 'Kaffi', minutes: 20, push: true }, now)).toEqual({
				ok: true
			});
			expect((await times(db, world, id)).slice(0, 2)).toEqual(['09:00 Kaffi', `09:20 ${first!.title}`]);
			expect(await editing.moveItem(db, world.leader, id, opening!.id, 1, now)).toEqual({ ok: true });
			expect((await times(db, world, id)).slice(0, 2)).toEqual([`09:00 ${first!.title}`, '09:45 Kaffi']);
			expect(await editing.removeItem(db, world.leader, id, second!.id, now)).toEqual({ ok: true });
			expect(await editing.closeUp(db, world.leader, id, '08:30', now)).toEqual({ ok: true });
			expect((await times(db, world, id)).slice(0, 3)).toEqual([`08:30 ${first!.title}`, '09:15 Kaffi', '09:35 Pause']);
			expect((await byId(db, world.municipalityId, id))!.startTime).toBe('08:30');
		});

		test('lets the topic of a part that is taken out go back to the inbox, and the others be held with the day', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const topicIds = [await aTopic(db, world, 'Gjeldsrådgjeving'), await aTopic(db, world, 'Nabodialog')];
			const id = await planned(db, world, { topicIds });
			const part = (await programme(db, world.municipalityId, id)).find((item) => item.topicId === topicIds[0])!;
			await editing.removeItem(db, world.leader, id, part.id, now);
			const states = async () => Promise.all(topicIds.map(async (topicId) => (await topicById(db, world.municipalityId, topicId))!.state));
			expect(await states()).toEqual(['shortlisted', 'planned']);
			await open(db, world.leader, id, onTheDay);
			await markHeld(db, world.leader, id, onTheDay);
			expect(await states()).toEqual(['shortlisted', 'held']);
		});

		test('is changed by nobody without the right, from elsewhere, or after the day', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await editing.addItem(db, world.staff, id, talk, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await editing.addItem(db, world.stranger, id, talk, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await editing.removeItem(db, world.leader, id, 'x', now)).toEqual({ ok: false, reason: 'unknownItem' });
			expect(await editing.addItem(db, world.leader, id, { ...talk, speakerUnitId: 'x' }, now)).toEqual({
				ok: false,
				reason: 'unknownUnit'
			});
			await open(db, world.leader, id, onTheDay);
			await markHeld(db, world.leader, id, onTheDay);
			expect(await editing.addItem(db, world.leader, id, talk, onTheDay)).toEqual({ ok: false, reason: 'over' });
		});

		test('is read by its own municipality only', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await byId(db, world.stranger.municipalityId, id)).toBeUndefined();
			expect(await programme(db, world.stranger.municipalityId, id)).toEqual([]);
		});
	});

	describe('the day of a gathering', () => {
		test('it opens on its day and not before, stays open, and is held when somebody says so', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await open(db, world.facilitator, id, now)).toEqual({ ok: false, reason: 'tooEarly' });
			expect(await markHeld(db, world.facilitator, id, onTheDay)).toEqual({ ok: false, reason: 'notOpen' });
			expect(await open(db, world.facilitator, id, onTheDay)).toEqual({ ok: true });
			expect(await open(db, world.facilitator, id, '2018-03-14T09:00:00.000Z')).toEqual({ ok: true });
			expect(await byId(db, world.municipalityId, id)).toMatchObject({ state: 'open', openedAt: onTheDay });
			expect(await markHeld(db, world.facilitator, id, onTheDay)).toEqual({ ok: true });
			expect(await byId(db, world.municipalityId, id)).toMatchObject({ state: 'held', heldAt: onTheDay });
			expect(await open(db, world.facilitator, id, onTheDay)).toEqual({ ok: false, reason: 'alreadyHeld' });
		});

		test('staff and strangers do not open or close it', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			expect(await open(db, world.staff, id, onTheDay)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await open(db, world.stranger, id, onTheDay)).toEqual({ ok: false, reason: 'notFound' });
			expect(await markHeld(db, world.staff, id, onTheDay)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await markHeld(db, world.stranger, id, onTheDay)).toEqual({ ok: false, reason: 'notFound' });
		});

		test('a task is ticked off with who and when, the tick can be taken away, and tasks can be added', async () => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const id = await planned(db, world);
			const added = await addTask(db, world.leader, { gatheringId: id, title: 'Bestill frukt', dueDate: '2018-03-12' }, now);
			if (!added.ok) throw new Error(added.reason);
			const own = async () => (await checklist(db, world.municipalityId, id)).find((task) => task.id === added.itemId);
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
			expect(await tick(db, world.leader, { gatheringId: id, itemId: 'x', done: true }, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await addTask(db, world.leader, { gatheringId: id, title: ' ', dueDate: '2018-03-12' }, now)).toEqual({
				ok: false,
				reason: 'noTitle'
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
		expect(whyNotCheckIn({ state: 'planned', date: null }, '2018-03-14')).toBe('noDate');
	});

	test('there is one next thing to do in every state', () => {
		const facts = { items: 9, waitingMail: 0, cafePhase: null, harvested: false };
		const next = (
			state: Parameters<typeof nextAction>[0]['state'],
			other: { items?: number; waitingMail?: number; cafePhase?: string; harvested?: boolean } = {},
			today = '2018-02-01'
		) => nextAction({ state, date: '2018-03-14' }, { ...facts, ...other }, today);
		expect(next('planned', { items: 0 })).toBe('programme');
		expect(next('planned')).toBe('invite');
		expect(next('planned', {}, '2018-03-14')).toBe('checkIn');
		expect(next('invited', { waitingMail: 46 })).toBe('releaseMail');
		expect(next('invited')).toBe('awaitAnswers');
		expect(next('invited', {}, '2018-03-14')).toBe('checkIn');
		expect(next('open', { cafePhase: 'seated' })).toBe('runCafe');
		expect(next('open')).toBe('close');
		expect(next('held', { cafePhase: 'closed' })).toBe('harvest');
		expect(next('held', { cafePhase: 'closed', harvested: true })).toBe('none');
		expect(next('held')).toBe('none');
		expect(next('cancelled')).toBe('planAnother');
	});
});
