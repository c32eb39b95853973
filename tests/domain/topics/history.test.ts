import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { loadDemo } from '#db/demo.ts';
import { topicHistory, tieTopic, timesUp, untiedItems } from '#lib/gatherings/attendance/topicHistory.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { newId } from '#lib/ids.ts';
import { disablePerson } from '#lib/people/persons/commands.server.ts';
import { headcounts, registeredByUnit, reportHeadcount } from '#lib/people/units/headcounts.server.ts';
import { fillRole, leaderOf, positions } from '#lib/people/units/positions.server.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { mergeTopics, setHalfLife } from '#lib/topics/merge.server.ts';
import { answersTo, inbox } from '#lib/topics/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aTopic, mails } from '../../support/gatherings.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

/** A gathering of October 2017 with one talk, before anybody was checked in here. */
async function aPastForum(db: Kysely<Database>, world: World, topicId: string | null): Promise<{ gatheringId: string; itemId: string }> {
	const [gatheringId, itemId] = [newId(), newId()];
	const { municipalityId, seriesId } = world;
	await db
		.insertInto('gathering')
		.values({
			id: gatheringId,
			municipalityId,
			seriesId,
			recipe: 'halfDayCourse',
			theme: 'Bustadkontoret',
			state: 'held',
			month: '2017-10',
			year: 2017,
			room: '',
			calendarSequence: 0,
			createdAt: now
		})
		.execute();
	await db
		.insertInto('programmeItem')
		.values({
			id: itemId,
			municipalityId,
			gatheringId,
			position: 1,
			kind: 'course',
			title: 'Bustønadsordninga',
			startTime: '09:00',
			minutes: 60,
			speaker: 'Kari',
			topicId
		})
		.execute();
	return { gatheringId, itemId };
}

const attend = (db: Kysely<Database>, world: World, gatheringId: string, unitId: string, count: number) =>
	db
		.insertInto('attendance')
		.values(
			Array.from({ length: count }, (_, index) => ({
				id: newId(),
				municipalityId: world.municipalityId,
				gatheringId,
				name: `Nokon ${index}`,
				unitId
			}))
		)
		.execute();

onBothDatabases('topic memory', (fresh) => {
	test('knows who was there where a topic was up: counted, or only noted', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { municipalityId, units } = world;
		const topicId = await aTopic(db, world, 'Bustøttekurs');
		const { gatheringId } = await aPastForum(db, world, topicId);
		await attend(db, world, gatheringId, units.nav, 3);
		await db
			.insertInto('gatheringUnit')
			.values([
				{ gatheringId, unitId: units.heime, municipalityId, attended: null },
				{ gatheringId, unitId: units.nav, municipalityId, attended: 9 }
			])
			.execute();
		expect((await topicHistory(db, municipalityId)).toSorted((a, b) => Number(b.attended) - Number(a.attended))).toEqual([
			{ topicId, gatheringId, unitId: units.nav, date: '2017-10-15', attended: 3 },
			{ topicId, gatheringId, unitId: units.heime, date: '2017-10-15', attended: null }
		]);
		expect(await timesUp(db, municipalityId, topicId)).toMatchObject([{ gatheringId, item: 'Bustønadsordninga', speaker: 'Kari' }]);
		expect(await topicHistory(db, world.stranger.municipalityId)).toEqual([]);
	});

	test('a part of an earlier gathering is tied to a topic by a planner, once', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const topicId = await aTopic(db, world, 'Bustøttekurs');
		const { itemId } = await aPastForum(db, world, null);
		expect(await untiedItems(db, world.municipalityId, world.seriesId)).toMatchObject([{ itemId }]);
		expect(await tieTopic(db, world.staff, { itemId, topicId }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await tieTopic(db, world.stranger, { itemId, topicId }, now)).toEqual({ ok: false, reason: 'missingTopic' });
		expect(await tieTopic(db, world.leader, { itemId: 'none', topicId }, now)).toEqual({ ok: false, reason: 'closedItem' });
		expect(await tieTopic(db, world.leader, { itemId, topicId }, now)).toEqual({ ok: true });
		expect(await tieTopic(db, world.leader, { itemId, topicId }, now)).toEqual({ ok: false, reason: 'closedItem' });
	});

	test('a double becomes part of a topic with all who support, offer and proposed, and what it was up as', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { municipalityId, leader, staff, facilitator } = world;
		const topicId = await aTopic(db, world, 'Bustøttekurs');
		const proposed = await topics.propose(
			db,
			facilitator,
			{ seriesId: world.seriesId, title: 'Bustønad for ferske', description: '', forWhom: '', kind: 'repeat' },
			true,
			now
		);
		if (!proposed.ok) throw new Error(proposed.reason);
		const doubleId = proposed.topicId;
		await topics.support(db, staff, doubleId, now);
		await topics.offerTalk(db, facilitator, doubleId, 'Gjerne', now);
		const { gatheringId } = await aPastForum(db, world, doubleId);
		await attend(db, world, gatheringId, world.units.nav, 1);

		expect(await mergeTopics(db, staff, doubleId, topicId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await mergeTopics(db, leader, doubleId, doubleId, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await mergeTopics(db, world.stranger, doubleId, topicId, now)).toEqual({ ok: false, reason: 'missingTopic' });
		expect(await mergeTopics(db, leader, doubleId, topicId, now)).toEqual({ ok: true });
		expect(await mergeTopics(db, leader, doubleId, topicId, now)).toEqual({ ok: false, reason: 'closed' });

		expect(await inbox(db, municipalityId, staff.id)).toMatchObject([
			{
				id: topicId,
				supported: true,
				offers: [{ name: facilitator.name }],
				doubles: [{ title: 'Bustønad for ferske', name: facilitator.name }]
			}
		]);
		expect(await topicHistory(db, municipalityId)).toMatchObject([{ topicId, attended: 1 }]);
		await topics.answer(db, leader, topicId, { state: 'shortlisted', reason: '' }, now);
		expect((await mails(db)).map((mail) => mail.recipientPersonId).toSorted()).toEqual([staff.id, facilitator.id].toSorted());
		expect(await answersTo(db, municipalityId, facilitator.id)).toMatchObject([{ topicId, state: 'shortlisted' }]);
	});

	test('what stands in a programme is no double, and two forums keep their own topics', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const [a, b] = [await aTopic(db, world, 'Bustøttekurs'), await aTopic(db, world, 'Bustønad')];
		await db.updateTable('topic').set({ state: 'planned' }).where('id', '=', a).execute();
		expect(await mergeTopics(db, world.leader, a, b, now)).toEqual({ ok: false, reason: 'closed' });
		const seriesId = newId();
		const series = await db.selectFrom('series').selectAll().executeTakeFirstOrThrow();
		await db
			.insertInto('series')
			.values({ ...series, id: seriesId })
			.execute();
		await db.updateTable('topic').set({ seriesId }).where('id', '=', a).execute();
		expect(await mergeTopics(db, world.leader, b, a, now)).toEqual({ ok: false, reason: 'conflictSeries' });
	});

	test('a planner says how fast a topic fades, in whole years from 1 to 20', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const topicId = await aTopic(db, world, 'Kultur for samarbeid');
		expect(await setHalfLife(db, world.staff, topicId, 4, now)).toEqual({ ok: false, reason: 'notAllowed' });
		for (const years of [0, 21, 2.5])
			expect(await setHalfLife(db, world.leader, topicId, years, now)).toEqual({ ok: false, reason: 'invalid' });
		expect(await setHalfLife(db, world.stranger, topicId, 4, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await setHalfLife(db, world.leader, topicId, 4, now)).toEqual({ ok: true });
		expect((await inbox(db, world.municipalityId, world.staff.id))[0]).toMatchObject({ halfLifeYears: 4 });
	});
});

onBothDatabases('how many work in a unit', (fresh) => {
	test('is said by its leader or an administrator, and the last word of a day counts', async () => {
		const db = await fresh();
		const { municipalityId, units, staff, leader, stranger } = await aMunicipality(db);
		const said = { headcount: 14, newcomers: 5 };
		expect(await reportHeadcount(db, staff, units.nav, said, now)).toEqual({ ok: false, reason: 'notAllowed' });
		await fillRole(
			db,
			leader,
			{ unitId: units.nav, personId: staff.id, kind: 'leader', roleNn: 'einingsleiar', roleNb: '', from: '2018-01-01' },
			now
		);
		expect(await reportHeadcount(db, staff, units.nav, said, now)).toEqual({ ok: true });
		expect(await reportHeadcount(db, staff, units.nav, { headcount: 4, newcomers: 5 }, now)).toEqual({ ok: false, reason: 'invalid' });
		expect(await reportHeadcount(db, staff, units.heime, said, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await reportHeadcount(db, leader, units.husbanken, said, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await reportHeadcount(db, stranger, units.nav, said, now)).toEqual({ ok: false, reason: 'notFound' });
		await reportHeadcount(db, leader, units.nav, { headcount: 15, newcomers: 5 }, now);
		expect(await headcounts(db, municipalityId)).toEqual([{ unitId: units.nav, date: '2018-01-15', headcount: 15, newcomers: 5 }]);
		expect((await registeredByUnit(db, municipalityId)).get(units.nav)).toBe(1);
	});
});

onBothDatabases('roles in a unit', (fresh) => {
	const led = { kind: 'leader' as const, roleNn: 'einingsleiar', roleNb: 'enhetsleder' };

	test('are filled from a day on, and the one before ends the day before', async () => {
		const db = await fresh();
		const { municipalityId, units, staff, leader, facilitator, stranger } = await aMunicipality(db);
		const fill = (actor: typeof leader, personId: string, from: string, roleNn = led.roleNn) =>
			fillRole(db, actor, { ...led, roleNn, unitId: units.nav, personId, from }, now);
		expect(await fill(staff, staff.id, '2017-01-01')).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await fill(leader, staff.id, '2017-01-01', ' ')).toEqual({ ok: false, reason: 'missing' });
		expect(await fill(leader, stranger.id, '2017-01-01')).toEqual({ ok: false, reason: 'notFound' });
		expect(await fill(leader, staff.id, '2017-01-01')).toMatchObject({ ok: true });
		expect(await fill(leader, facilitator.id, '2017-01-01')).toEqual({ ok: false, reason: 'conflict' });
		expect(await fill(leader, facilitator.id, '2018-01-01')).toMatchObject({ ok: true });
		expect(await leaderOf(db, municipalityId, units.nav, '2017-12-31')).toMatchObject({ personId: staff.id, validTo: '2017-12-31' });
		expect(await leaderOf(db, municipalityId, units.nav, '2018-01-01')).toMatchObject({ personId: facilitator.id });
	});

	test('fall to the leader of the unit when somebody leaves, and the log says so', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { municipalityId, units, staff, leader } = world;
		const expert = await world.person('Fagsjef Fusa', units.nav, ['staff']);
		await fillRole(db, leader, { ...led, unitId: units.nav, personId: staff.id, from: '2017-01-01' }, now);
		await fillRole(
			db,
			leader,
			{ unitId: units.nav, personId: expert.id, kind: 'other', roleNn: 'forumansvarleg', roleNb: '', from: '2017-01-01' },
			now
		);
		expect(await disablePerson(db, leader, expert.id, now)).toEqual({ ok: true });
		expect((await positions(db, municipalityId)).find((one) => one.personId === expert.id)).toMatchObject({ validTo: '2018-01-15' });
		const log = await db.selectFrom('audit').selectAll().where('verb', '=', 'unit.vacateRole').executeTakeFirstOrThrow();
		expect(JSON.parse(log.detail!)).toMatchObject({ roleNn: 'forumansvarleg', fromPersonId: expert.id, toPersonId: staff.id });
	});
});

onBothDatabases('the demo', (fresh) => {
	test('advises a short repeat of the course in housing allowance for newcomers', async () => {
		const db = await fresh();
		await loadDemo(db);
		const topic = await db
			.selectFrom('topic')
			.selectAll()
			.where('title', '=', 'Bustøttekurs for nye saksbehandlarar')
			.executeTakeFirstOrThrow();
		const units = (await memories(db, topic.municipalityId, [topic], '2018-01-15')).get(topic.id)!;
		expect(adviceOf(units)).toMatchObject({ kind: 'repeat', because: 'newcomers', memory: { last: '2017-10-15' } });
		expect(units.find(({ unit }) => unit.nameNn === 'Bustadkontoret')?.memory.last).toBe('2017-10-15');
	});
});
