import { expect, test } from 'vitest';
import { planGathering, type PlanAnswers } from '#lib/gatherings/planning/planGathering.server.ts';
import { all, byId } from '#lib/gatherings/queries.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { newId } from '#lib/ids.ts';
import { topicById } from '#lib/topics/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { answersFor, aTopic, planned } from '../../support/gatherings.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

onBothDatabases('planning a gathering', (fresh) => {
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
			speaker: ''
		});
		expect(items.some((item) => item.kind === 'cafe')).toBe(true);
		expect(await topicById(db, municipalityId, topicId)).toMatchObject({ state: 'planned', gatheringId });
		const tasks = await checklist(db, municipalityId, gatheringId, '2018-01-15');
		expect(tasks.find((task) => task.task === 'remind')).toMatchObject({
			dueDate: '2018-02-21',
			ownerRoleNn: 'leiar',
			unitNn: 'Bustadkontoret'
		});
		expect(tasks.find((task) => task.task === 'hosts')).toMatchObject({ ownerRoleNn: 'prosessleiar', ownerRoleNb: 'prosessleder' });
	});

	const refusals: [string, string, (world: World) => Partial<PlanAnswers>][] = [
		['a date that has been', 'past', () => ({ date: '2018-01-14' })],
		['an unknown recipe', 'invalidRecipe', () => ({ recipe: 'karaoke' })],
		['no theme', 'missingTheme', () => ({ theme: '  ' })],
		['an unknown series', 'invalidSeries', () => ({ seriesId: 'x' })],
		['a topic that is not in the inbox', 'invalidTopic', () => ({ topicIds: ['x'] })],
		['a partner who is not from outside', 'invalidPartner', (world) => ({ partnerIds: [world.staff.id] })],
		['a start so late that the day would not end in time', 'invalidTime', () => ({ startTime: '18:00' })]
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
		expect(await planGathering(db, world.stranger, answersFor(world), now)).toEqual({ ok: false, reason: 'invalidSeries' });
	});

	test('a series has one gathering a day', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		await planned(db, world);
		expect(await planGathering(db, world.leader, answersFor(world), now)).toEqual({ ok: false, reason: 'duplicate' });
	});

	test('a topic that stands in another programme, or was declined, is refused', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const topicId = await aTopic(db, world, 'Gjeldsrådgjeving');
		await planned(db, world, { topicIds: [topicId] });
		const again = answersFor(world, { date: '2018-10-17', topicIds: [topicId] });
		expect(await planGathering(db, world.leader, again, now)).toEqual({ ok: false, reason: 'conflictTopic' });
		expect(await all(db, world.municipalityId)).toHaveLength(1);
	});

	test('more topics than the day has room for are refused', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const topicIds: string[] = [];
		for (let index = 0; index < 6; index++) topicIds.push(await aTopic(db, world, `Tema ${index}`));
		expect(await planGathering(db, world.leader, answersFor(world, { topicIds, recipe: 'talksWorkshop' }), now)).toEqual({
			ok: false,
			reason: 'limitTopics'
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
			return !refused.ok && refused.reason === 'conflictDayOff' ? refused.off : refused;
		};
		expect(await off('2018-03-29')).toMatchObject({ kind: 'holiday', nn: 'skjertorsdag' });
		expect(await off('2018-02-28')).toMatchObject({ kind: 'schoolBreak', nn: 'vinterferie' });
		expect(await off('2018-03-17')).toMatchObject({ kind: 'weekend', en: 'weekend' });
		const made = await planGathering(db, world.leader, answersFor(world, { date: '2018-02-28', despiteDayOff: true }), now);
		expect(made.ok).toBe(true);
	});
});
