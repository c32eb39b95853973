import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { factsAt, putFacts, type TableFacts } from '#lib/cafe/setup/facts.server.ts';
import { startRound } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { factChoices, knownFacts } from '#lib/plan/facts/choices.server.ts';
import { factsOf } from '#lib/plan/facts/queries.server.ts';
import { addReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { addPreAnalysis } from '#lib/plan/inputs/preAnalysis.server.ts';
import { publish, startDraft } from '#lib/summaries/publication/commands.server.ts';
import { aCafe } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { rooms } from '../../support/rooms.ts';
import { told } from '../../support/thread.ts';
import { now, type World } from '../../support/world.ts';

const later = '2018-01-20T09:00:00.000Z';
const nothing: TableFacts = { indicatorId: null, findingId: null, earlierTableId: null };
const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };

/** A table that gave two points to a forum, a finding and an indicator, and a new café whose first table is asked the same. */
async function again(db: Kysely<Database>) {
	const before = await told(db);
	const { world, leader, municipalityId } = before;
	const room = await aCafe(db, world, { tables: 2 });
	await db.updateTable('cafeTable').set({ question: 'Kven ringjer du?' }).where('id', '=', room.tables[0]!).execute();
	await addPreAnalysis(db, leader, { title: 'Føranalysen', year: 2015, findings: ['Ingen veit kven dei skal ringje'] }, now);
	const finding = await db.selectFrom('finding').selectAll().executeTakeFirstOrThrow();
	const saved = await saveIndicator(
		db,
		leader,
		{ id: null, nameNn: 'Bustadlause', nameNb: 'Bostedsløse', level: 'individual', unit: 'persons', source: 'Nav', qualityNote: null },
		now
	);
	if (!saved.ok) throw new Error(saved.reason);
	const { id: indicatorId } = await db.selectFrom('indicator').select('id').executeTakeFirstOrThrow();
	for (const [at, value] of [
		['2016', 10],
		['2017', 3]
	] as const)
		await addReading(db, leader, { indicatorId, at, value, shown: `${value}`, publishedIn: null, isBaseline: false }, later);
	const cafe = { id: room.cafeId, gatheringId: room.gatheringId };
	const choices = () => factChoices(db, municipalityId, cafe, now);
	const chosen = { indicatorId, findingId: finding.id, earlierTableId: before.cafeTableId };
	return { ...before, before, room, cafe, choices, chosen, table: room.tables[0]!, findingId: finding.id, indicatorId };
}

async function onProgrammes(db: Kysely<Database>, { municipalityId, seriesId, staff }: World, gatheringIds: string[], title: string) {
	const topicId = newId();
	const words = { title, description: '', forWhom: '', stateReason: '' };
	const topic = { id: topicId, municipalityId, seriesId, ...words, kind: 'new' as const, state: 'planned' as const };
	await db
		.insertInto('topic')
		.values({ ...topic, proposedBy: staff.id, proposedAt: now })
		.execute();
	for (const gatheringId of gatheringIds)
		await db
			.insertInto('programmeItem')
			.values({
				id: newId(),
				municipalityId,
				gatheringId,
				topicId,
				position: 1,
				kind: 'talk',
				title,
				startTime: '09:00',
				minutes: 20,
				speaker: ''
			})
			.execute();
}

onBothDatabases("the facts beside a table's question", (fresh) => {
	test('are chosen by those who run the day, before they begin, among what is known here', async () => {
		const db = await fresh();
		const { world, room, chosen, table, choices } = await again(db);
		const put = (facts: TableFacts, actor = world.facilitator, tableId = table) =>
			putFacts(db, actor, room.cafeId, new Map([[tableId, facts]]));
		expect(await put(chosen)).toEqual({ ok: true });
		expect((await factsAt(db, room.cafeId)).get(table)).toMatchObject(chosen);
		expect(await put(chosen, world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await put(chosen, world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await put(chosen, world.facilitator, 'nowhere')).toEqual({ ok: false, reason: 'conflictTable' });
		expect(knownFacts(await choices(), { ...chosen, indicatorId: 'ofanother', earlierTableId: room.tables[1]! })).toEqual({
			...nothing,
			findingId: chosen.findingId
		});
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await put(nothing)).toEqual({ ok: false, reason: 'closed' });
	});

	test('are proposed: the earlier table that was asked the same, or of the same topic, and what stood beside that', async () => {
		const db = await fresh();
		const { world, gatheringId, room, table, cafeTableId, findingId, choices } = await again(db);
		const proposed = async () => (await choices()).chosen.get(table);
		expect((await choices()).isProposed).toBe(true);
		expect(await proposed()).toEqual({ ...nothing, earlierTableId: cafeTableId });
		expect((await choices()).chosen.get(room.tables[1]!)).toEqual(nothing);
		await db.updateTable('cafeTable').set({ findingId }).where('id', '=', cafeTableId).execute();
		expect(await proposed()).toEqual({ ...nothing, earlierTableId: cafeTableId, findingId });
		await db.updateTable('cafeTable').set({ question: 'Kva gjer vi med Startlån?' }).where('id', '=', table).execute();
		await db.updateTable('cafeTable').set({ question: 'Startlån: kva ventar vi på?' }).where('id', '=', cafeTableId).execute();
		expect(await proposed()).toEqual(nothing);
		await onProgrammes(db, world, [gatheringId, room.gatheringId], 'startlån');
		expect(await proposed()).toEqual({ ...nothing, earlierTableId: cafeTableId, findingId });
		await putFacts(db, world.facilitator, room.cafeId, new Map([[table, { ...nothing, earlierTableId: cafeTableId }]]));
		expect(await choices()).toMatchObject({ isProposed: false });
		expect(await proposed()).toMatchObject({ ...nothing, earlierTableId: cafeTableId });
	});

	test('tell numbers as anybody may see them, and the finding', async () => {
		const db = await fresh();
		const { world, room, table, municipalityId, chosen } = await again(db);
		expect(await factsOf(db, municipalityId, table)).toBeNull();
		await putFacts(db, world.facilitator, room.cafeId, new Map([[table, { ...chosen, earlierTableId: null }]]));
		const facts = await factsOf(db, municipalityId, table);
		expect(facts?.indicator).toMatchObject({ nn: 'Bustadlause', unit: 'persons' });
		expect(facts?.indicator?.readings.map(({ at, value, shown }) => [at, value, shown])).toEqual([
			['2016', 10, '10'],
			['2017', null, '']
		]);
		expect(facts).toMatchObject({ finding: { text: 'Ingen veit kven dei skal ringje', year: 2015 }, decision: null, earlier: [] });
		expect(await factsOf(db, world.stranger.municipalityId, table)).toBeNull();
	});

	test('tell what became of what the question gave last, in published words, and nothing of it before', async () => {
		const db = await fresh();
		const { world, leader, room, table, municipalityId, gatheringId, chosen, inputs, pointIds, measure, points, findingId } =
			await again(db);
		await putFacts(db, world.facilitator, room.cafeId, new Map([[table, chosen]]));
		const facts = () => factsOf(db, municipalityId, table);
		expect((await facts())?.earlier).toEqual([]);
		await startDraft(db, leader, gatheringId, now);
		expect(await publish(db, rooms(db), leader, gatheringId, now)).toMatchObject({ ok: true });
		await db.updateTable('forumPoint').set({ text: 'Omskrive etterpå' }).where('id', '=', pointIds[0]!).execute();
		const told = async () => (await facts())?.earlier[0]?.points.map(({ text, stage, decision }) => [text, stage, decision?.outcome]);
		expect(await told()).toEqual([
			['Éin stad å ringje', 'inQueue', undefined],
			['Same skjema', 'inQueue', undefined]
		]);
		const change = { kind: 'existing' as const, elementId: measure };
		await decide(db, leader, inputs[0], { outcome: 'in', reason: 'Det treng vi.', internalRemark: 'Berre oss', change }, now);
		await decide(db, leader, inputs[1], { outcome: 'no', reason: 'Nei.', internalRemark: 'Berre oss', change: { kind: 'none' } }, later);
		// What is decided in an open revision may still change: it has no reason here.
		expect(await told()).toEqual([
			['Éin stad å ringje', 'inDraft', undefined],
			['Same skjema', 'notTaken', undefined]
		]);
		expect((await facts())?.decision).toBeNull();
		await adopt(db, leader, adoption, later);
		await reportStatus(db, leader, { elementId: measure, status: 'ongoing', date: '2018-01-15' }, later);
		expect(await told()).toEqual([
			['Éin stad å ringje', 'underway', 'in'],
			['Same skjema', 'notTaken', 'no']
		]);
		const all = await facts();
		expect(all?.earlier[0]?.points[0]?.measures).toEqual([
			{ id: measure, number: '1.1', nn: 'Arrangere bustadsosialt forum', nb: 'Arrangere bustadsosialt forum', status: 'ongoing' }
		]);
		expect(all?.decision).toMatchObject({ outcome: 'no', reason: 'Nei.', about: 'Same skjema', inputId: inputs[1] });
		// The measure is asked for by the finding, too: its decision is about the measure.
		await link(db, municipalityId, { from: { kind: 'finding', id: findingId }, to: { kind: 'input', id: inputs[0] } }, now);
		await putFacts(db, world.facilitator, room.cafeId, new Map([[table, { ...nothing, findingId }]]));
		expect((await facts())?.decision).toMatchObject({ outcome: 'in', about: { id: measure, status: 'ongoing' } });
		const said = JSON.stringify([all, await facts()]);
		for (const hidden of ['Berre oss', 'Omskrive', 'Ringje éin stad', 'Eitt nummer', points[0]]) expect(said).not.toContain(hidden);
	});

	test('go back through the tables that each table names, the newest gathering first, and never in a circle', async () => {
		const db = await fresh();
		const { world, leader, room, table, municipalityId, gatheringId, cafeTableId } = await again(db);
		await startDraft(db, leader, gatheringId, now);
		await publish(db, rooms(db), leader, gatheringId, now);
		const middle = room.tables[1]!;
		const to = (earlierTableId: string) => ({ ...nothing, earlierTableId });
		await putFacts(
			db,
			world.facilitator,
			room.cafeId,
			new Map([
				[table, to(middle)],
				[middle, to(cafeTableId)]
			])
		);
		await db.updateTable('cafeTable').set({ earlierTableId: table }).where('id', '=', cafeTableId).execute();
		expect((await factsOf(db, municipalityId, table))?.earlier.map((one) => one.gatheringId)).toEqual([gatheringId]);
	});
});
