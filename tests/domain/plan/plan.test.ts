import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addElement, editElement, moveElement, removeElement, restoreElement } from '#lib/plan/document/elements.server.ts';
import { indicators } from '#lib/plan/indicators/queries.server.ts';
import type { ElementFields } from '#lib/plan/document/model.ts';
import { documentOf, goals, takenOut } from '#lib/plan/document/queries.server.ts';
import { findings } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { createPlan } from '#lib/plan/document/revision.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';
import { aDraft, planned, words } from '../../support/plan.ts';

async function drafted(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	return { ...world, ...(await aDraft(db, world)) };
}

onBothDatabases('the draft of a plan', (fresh) => {
	test('begins with the plan, and there is one plan', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		expect((await createPlan(db, leader, planned, now)).ok).toBe(true);
		expect((await planOf(db, municipalityId))?.open?.number).toBe(1);
		expect((await planOf(db, municipalityId))?.inForce).toBeUndefined();
		expect(await createPlan(db, leader, planned, now)).toEqual({ ok: false, reason: 'duplicatePlan' });
	});

	test('a period does not end before it begins', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		expect(await createPlan(db, leader, { ...planned, periodFrom: 2019, periodTo: 2016 }, now)).toEqual({
			ok: false,
			reason: 'invalidPeriod'
		});
	});

	test('staff, facilitators and partners change nothing', async () => {
		const db = await fresh();
		const { staff, facilitator, partner, goal, measure } = await drafted(db);
		for (const actor of [staff, facilitator, partner]) {
			const refused = { ok: false, reason: 'notAllowed' };
			expect(await createPlan(db, actor, planned, now)).toEqual(refused);
			expect(await addElement(db, actor, { kind: 'goal', ...words('Eit mål') }, now)).toEqual(refused);
			expect(await editElement(db, actor, { elementId: goal, edition: 1, ...words('Eit anna mål') }, now)).toEqual(refused);
			expect(await moveElement(db, actor, { elementId: goal, direction: 'up' }, now)).toEqual(refused);
			expect(await removeElement(db, actor, measure, now)).toEqual(refused);
			expect(await restoreElement(db, actor, measure, now)).toEqual(refused);
		}
	});

	test('numbers its goals, sub-goals and measures, and gives no number away twice', async () => {
		const db = await fresh();
		const { leader, municipalityId, goal, measure } = await drafted(db);
		const second = await addElement(db, leader, { kind: 'goal', ...words('Mål to') }, now);
		const sub = await addElement(db, leader, { kind: 'subGoal', ...words('Delmål', goal) }, now);
		if (!second.ok || !sub.ok) throw new Error('refused');
		expect([second.number, sub.number]).toEqual(['2', '1a']);
		expect(await addElement(db, leader, { kind: 'measure', ...words('Under delmålet', sub.elementId) }, now)).toMatchObject({
			number: '1.2'
		});
		expect(await removeElement(db, leader, measure, now)).toEqual({ ok: true });
		expect(await addElement(db, leader, { kind: 'measure', ...words('Nytt', goal) }, now)).toMatchObject({ number: '1.3' });
		const { open } = (await planOf(db, municipalityId))!;
		expect((await documentOf(db, municipalityId, open!.id)).map((element) => element.number)).toEqual(['1', '1.3', '1a', '1.2', '2']);
	});

	test('a goal stands on its own, a sub-goal under a goal, a measure under either', async () => {
		const db = await fresh();
		const { leader, goal, measure } = await drafted(db);
		expect(await addElement(db, leader, { kind: 'goal', ...words('Mål', goal) }, now)).toEqual({ ok: false, reason: 'invalidParent' });
		expect(await addElement(db, leader, { kind: 'subGoal', ...words('Delmål', measure) }, now)).toEqual({
			ok: false,
			reason: 'invalidParent'
		});
		expect(await addElement(db, leader, { kind: 'measure', ...words('Tiltak') }, now)).toEqual({ ok: false, reason: 'invalidParent' });
		expect(await addElement(db, leader, { kind: 'measure', ...words('Tiltak', 'finst ikkje') }, now)).toEqual({
			ok: false,
			reason: 'invalidParent'
		});
	});

	test('an element needs words in one written form at least', async () => {
		const db = await fresh();
		const { leader, goal } = await drafted(db);
		expect(await addElement(db, leader, { kind: 'measure', ...words('', goal) }, now)).toEqual({ ok: false, reason: 'missingWords' });
		expect((await addElement(db, leader, { kind: 'measure', ...words('', goal), nb: 'Bare bokmål' }, now)).ok).toBe(true);
	});

	test("a measure's unit and series are the municipality's own, and its deadline a real day", async () => {
		const db = await fresh();
		const { leader, stranger, goal, units, seriesId, measure } = await drafted(db);
		const fields: ElementFields = {
			...words('Tiltak', goal),
			unitId: units.nav,
			seriesId,
			deadline: '2018-12-31',
			roleNn: 'leiar',
			roleNb: 'leder'
		};
		expect((await editElement(db, leader, { elementId: measure, edition: 1, ...fields }, now)).ok).toBe(true);
		expect(await editElement(db, leader, { elementId: measure, edition: 2, ...fields, deadline: '2018-02-30' }, now)).toEqual({
			ok: false,
			reason: 'invalidDate'
		});
		const theirs = await createPlan(db, stranger, planned, now);
		if (!theirs.ok) throw new Error(theirs.reason);
		const goalThere = await addElement(db, stranger, { kind: 'goal', ...words('Mål på Karmøy') }, now);
		if (!goalThere.ok) throw new Error(goalThere.reason);
		expect(await addElement(db, stranger, { kind: 'measure', ...fields, parentId: goalThere.elementId, seriesId: null }, now)).toEqual({
			ok: false,
			reason: 'conflict'
		});
		expect(await addElement(db, stranger, { kind: 'measure', ...fields, parentId: goalThere.elementId, unitId: null }, now)).toEqual({
			ok: false,
			reason: 'conflict'
		});
	});

	test('goals have no unit and no deadline', async () => {
		const db = await fresh();
		const { leader, municipalityId, units, goal } = await drafted(db);
		await editElement(db, leader, { elementId: goal, edition: 1, ...words('Mål'), unitId: units.nav, deadline: '2018-12-31' }, now);
		const { open } = (await planOf(db, municipalityId))!;
		const document = await documentOf(db, municipalityId, open!.id);
		expect(document.find((element) => element.elementId === goal)).toMatchObject({ unitId: null, deadline: null });
	});

	test('of two who edit one element, the second gets what the first wrote, and nothing is lost', async () => {
		const db = await fresh();
		const { leader, municipalityId, goal, measure, person } = await drafted(db);
		const other = await person('Leiar To', null, ['leader']);
		const mine = { elementId: measure, edition: 1, ...words('Mi formulering', goal) };
		const theirs = { ...words('Di formulering', goal), deadline: '2018-06-01' };
		expect(await editElement(db, other, { elementId: measure, edition: 1, ...theirs }, now)).toEqual({ ok: true, edition: 2 });
		expect(await editElement(db, leader, mine, now)).toEqual({ ok: false, reason: 'conflictEdition', theirs, edition: 2 });
		const { open } = (await planOf(db, municipalityId))!;
		expect((await documentOf(db, municipalityId, open!.id)).find((element) => element.elementId === measure)?.nn).toBe('Di formulering');
		expect(await editElement(db, leader, { ...mine, edition: 2 }, now)).toEqual({ ok: true, edition: 3 });
	});

	test('an element that comes under another goal gets a number there, with what stands under it', async () => {
		const db = await fresh();
		const { leader, municipalityId, goal, measure } = await drafted(db);
		const sub = await addElement(db, leader, { kind: 'subGoal', ...words('Delmål', goal) }, now);
		const second = await addElement(db, leader, { kind: 'goal', ...words('Mål to') }, now);
		if (!sub.ok || !second.ok) throw new Error('refused');
		await editElement(db, leader, { elementId: measure, edition: 1, ...words('Tiltak', sub.elementId) }, now);
		const { open } = (await planOf(db, municipalityId))!;
		const number = async (id: string) =>
			(await documentOf(db, municipalityId, open!.id)).find((element) => element.elementId === id)?.number;
		expect(await number(measure)).toBe('1.1');
		expect((await editElement(db, leader, { elementId: sub.elementId, edition: 1, ...words('Delmål', second.elementId) }, now)).ok).toBe(
			true
		);
		expect([await number(sub.elementId), await number(measure)]).toEqual(['2a', '2.1']);
	});

	test('siblings change places, and the first cannot go higher', async () => {
		const db = await fresh();
		const { leader, municipalityId, goal } = await drafted(db);
		const second = await addElement(db, leader, { kind: 'goal', ...words('Mål to') }, now);
		if (!second.ok) throw new Error(second.reason);
		expect(await moveElement(db, leader, { elementId: second.elementId, direction: 'up' }, now)).toEqual({ ok: true });
		expect(await moveElement(db, leader, { elementId: second.elementId, direction: 'up' }, now)).toEqual({ ok: true });
		const listed = (await goals(db, municipalityId)).map((listed) => listed.id);
		expect(listed).toEqual([second.elementId, goal]);
		expect(await moveElement(db, leader, { elementId: 'finst ikkje', direction: 'up' }, now)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('a goal with measures is not removed before they are; what is removed can be brought back', async () => {
		const db = await fresh();
		const { leader, municipalityId, goal, measure } = await drafted(db);
		const { open } = (await planOf(db, municipalityId))!;
		expect(await removeElement(db, leader, goal, now)).toEqual({ ok: false, reason: 'conflictChildren' });
		expect(await removeElement(db, leader, measure, now)).toEqual({ ok: true });
		expect(await removeElement(db, leader, measure, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await removeElement(db, leader, goal, now)).toEqual({ ok: true });
		expect((await takenOut(db, municipalityId, open!.id)).map((element) => element.elementId).toSorted()).toEqual(
			[goal, measure].toSorted()
		);
		expect(await editElement(db, leader, { elementId: measure, edition: 1, ...words('Kapra') }, now)).toEqual({
			ok: false,
			reason: 'conflict'
		});
		expect(await restoreElement(db, leader, measure, now)).toEqual({ ok: false, reason: 'invalidParent' });
		expect(await restoreElement(db, leader, goal, now)).toEqual({ ok: true });
		expect(await restoreElement(db, leader, measure, now)).toEqual({ ok: true });
		expect((await documentOf(db, municipalityId, open!.id)).map((element) => element.number)).toEqual(['1', '1.1']);
	});

	test('another municipality neither reads nor touches it', async () => {
		const db = await fresh();
		const { stranger, municipalityId, goal, measure } = await drafted(db);
		const { open } = (await planOf(db, municipalityId))!;
		expect(await planOf(db, stranger.municipalityId)).toBeUndefined();
		expect(await documentOf(db, stranger.municipalityId, open!.id)).toEqual([]);
		expect(await goals(db, stranger.municipalityId)).toEqual([]);
		await createPlan(db, stranger, planned, now);
		expect(await editElement(db, stranger, { elementId: goal, edition: 1, ...words('Kapra') }, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
		expect(await removeElement(db, stranger, measure, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await moveElement(db, stranger, { elementId: measure, direction: 'up' }, now)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('how it goes with a measure is reported, also when its words are adopted, and the newest day counts', async () => {
		const db = await fresh();
		const { leader, municipalityId, versionId, measure } = await drafted(db);
		const goes = async () => (await documentOf(db, municipalityId, versionId)).find((element) => element.elementId === measure)?.status;
		expect(await goes()).toEqual({ status: 'notStarted', date: null });
		await adopt(db, leader, { date: '2018-01-11', body: 'Kommunestyret', caseNumber: '18/12' }, now);
		expect(await reportStatus(db, leader, { elementId: measure, status: 'done', date: '2017-10-02' }, now)).toEqual({ ok: true });
		expect(await reportStatus(db, leader, { elementId: measure, status: 'ongoing', date: '2016-03-01' }, now)).toEqual({ ok: true });
		expect(await goes()).toEqual({ status: 'done', date: '2017-10-02' });
	});

	test('a report on how it goes is the leader’s, of a measure here, of a day that has been', async () => {
		const db = await fresh();
		const { leader, staff, stranger, goal, measure } = await drafted(db);
		const report = { elementId: measure, status: 'done' as const, date: '2018-01-15' };
		expect(await reportStatus(db, staff, report, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await reportStatus(db, stranger, report, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await reportStatus(db, leader, { ...report, elementId: goal }, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await reportStatus(db, leader, { ...report, date: '2018-01-16' }, now)).toEqual({ ok: false, reason: 'invalidFuture' });
		expect(await reportStatus(db, leader, { ...report, date: '2018-02-30' }, now)).toEqual({ ok: false, reason: 'invalidDate' });
	});

	test('a measure names the findings it answers, and a finding the measures it led to', async () => {
		const db = await fresh();
		const { municipalityId, measure } = await drafted(db);
		await db.insertInto('preAnalysis').values({ id: 'analysis', municipalityId, title: 'Føranalyse', year: 2014 }).execute();
		for (const [position, id] of ['fa1', 'fa2'].entries()) {
			await db
				.insertInto('finding')
				.values({ id, municipalityId, preAnalysisId: 'analysis', position, text: `funn ${id}` })
				.execute();
		}
		await db
			.insertInto('lineage')
			.values({ municipalityId, fromKind: 'finding', fromId: 'fa2', toKind: 'element', toId: measure, at: now })
			.execute();
		const { open } = (await planOf(db, municipalityId))!;
		expect((await documentOf(db, municipalityId, open!.id)).find((element) => element.elementId === measure)?.findings).toEqual([
			{ id: 'fa2', text: 'funn fa2' }
		]);
		expect((await findings(db, municipalityId)).map(({ id, elementIds }) => ({ id, elementIds }))).toEqual([
			{ id: 'fa1', elementIds: [] },
			{ id: 'fa2', elementIds: [measure] }
		]);
	});

	test('change for individuals comes before counts of activities, and a reading without a date after those with one', async () => {
		const db = await fresh();
		const { municipalityId, stranger } = await aMunicipality(db);
		const add = async (id: string, level: 'individual' | 'system' | 'activity', readings: [string | null, number][]) => {
			await db
				.insertInto('indicator')
				.values({ id, municipalityId, elementId: null, nameNn: id, nameNb: id, level, unit: 'personar', source: 'S' })
				.execute();
			for (const [index, [at, value]] of readings.entries()) {
				await db
					.insertInto('reading')
					.values({ id: `${id}${index}`, municipalityId, indicatorId: id, at, value, shown: `${value}` })
					.execute();
			}
		};
		await add('a-forum', 'activity', [['2015', 20]]);
		await add('bustadlause', 'individual', [
			[null, 5],
			['2016', 0],
			['2008', 23],
			['2012', 10]
		]);
		await add('tilpassa', 'system', [[null, 63]]);
		const listed = await indicators(db, municipalityId);
		expect(listed.map((indicator) => indicator.level)).toEqual(['individual', 'system', 'activity']);
		expect(listed[0]?.readings.map((reading) => reading.at)).toEqual(['2008', '2012', '2016', null]);
		expect(await indicators(db, stranger.municipalityId)).toEqual([]);
	});
});
