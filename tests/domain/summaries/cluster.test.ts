import { expect, test } from 'vitest';
import { newId } from '#lib/ids.ts';
import { link, trace } from '#lib/lineage.server.ts';
import * as points from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { nearGroups, unitsNamed } from '#lib/summaries/points/cluster.ts';
import { splitPoint, undoMerge, unitsBehind } from '#lib/summaries/points/split.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest, atTheTable } from '../../support/harvest.ts';
import { aMunicipality, now } from '../../support/world.ts';

const point = (text: string) => ({ id: text, text });

test('points that say nearly the same stand together, and others stand alone', () => {
	const said = [
		'Éin stad å ringje',
		'Same kartlegging i alle einingar',
		'Ein stad å ringe',
		'Fleire småhus',
		'Lik kartlegging i alle einingane'
	];
	expect(nearGroups(said.map(point)).map((group) => group.map(({ text }) => text))).toEqual([
		['Éin stad å ringje', 'Ein stad å ringe'],
		['Same kartlegging i alle einingar', 'Lik kartlegging i alle einingane']
	]);
	expect(nearGroups([])).toEqual([]);
});

test('a unit with fewer than three at the tables is counted and not named, and nobody is counted twice', () => {
	const from = (unitId: string | null, count: number) =>
		Array.from({ length: count }, (_, at) => ({ personKey: `${unitId}${at}`, unitId }));
	const people = [...from('nav', 3), ...from('heime', 2), ...from(null, 1)];
	expect(unitsNamed([...people, ...people])).toEqual({ unitIds: ['nav'], others: 3 });
});

onBothDatabases('the workbench', (fresh) => {
	test('counts the notes of a cluster that a point was made of, and none twice: not in the point, nor when points are merged', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const { gatheringId, tables } = await aHarvest(db, world, [
			[
				{ text: 'Éin stad å ringje', votes: 3 },
				{ text: 'Eitt nummer', votes: 2 },
				{ text: 'Ein dør', votes: 1 }
			],
			[{ text: 'Same skjema', votes: 4 }]
		]);
		const [first] = tables;
		const clusterId = newId();
		await db.insertInto('cluster').values({ id: clusterId, municipalityId, cafeTableId: first!.tableId, position: 1, title: '' }).execute();
		await db.updateTable('note').set({ clusterId }).where('cafeTableId', '=', first!.tableId).execute();
		for (const id of first!.noteIds)
			await link(db, municipalityId, { from: { kind: 'note', id }, to: { kind: 'cluster', id: clusterId } }, now);
		// The first point is of the whole cluster and one of its notes; the second of another of them.
		await link(
			db,
			municipalityId,
			{ from: { kind: 'cluster', id: clusterId }, to: { kind: 'harvestPoint', id: first!.pointIds[0]! } },
			now
		);
		const counted = async () => (await forumPoints(db, municipalityId, gatheringId)).map(({ text, notes, votes }) => [text, notes, votes]);
		await points.gatherPoints(db, leader, gatheringId, now);
		expect(await counted()).toEqual([
			['Éin stad å ringje', 3, 6],
			['Eitt nummer', 1, 2],
			['Ein dør', 1, 1],
			['Same skjema', 1, 4]
		]);
		const ids = (await forumPoints(db, municipalityId, gatheringId)).map(({ id }) => id);
		await points.mergePoints(db, leader, gatheringId, { points: [ids[0]!, ids[1]!, ids[3]!], text: 'Saman' }, now);
		expect(await counted()).toEqual([
			['Saman', 4, 10],
			['Ein dør', 1, 1]
		]);
	});

	test('merges four and splits the result, and all four still reach both parts', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const { gatheringId, tables } = await aHarvest(db, world, [
			[{ text: 'a' }],
			[{ text: 'b' }],
			[{ text: 'c' }],
			[{ text: 'd' }],
			[{ text: 'e' }]
		]);
		await points.gatherPoints(db, leader, gatheringId, now);
		const listed = await forumPoints(db, municipalityId, gatheringId);
		const merged = await points.mergePoints(db, leader, gatheringId, { points: listed.slice(0, 4).map(({ id }) => id), text: 'a–d' }, now);
		if (!merged.ok) throw new Error(merged.reason);
		await points.markFirst(db, leader, gatheringId, { pointId: merged.pointId, first: true }, now);
		const split = await splitPoint(db, leader, gatheringId, { pointId: merged.pointId, parts: ['Fyrst', ' ', 'Så'] }, now);
		if (!split.ok) throw new Error(split.reason);
		const after = await forumPoints(db, municipalityId, gatheringId);
		expect(after.map(({ text, tables: from, firstAt }) => [text, from, firstAt !== null])).toEqual([
			['Fyrst', [1, 2, 3, 4], true],
			['Så', [1, 2, 3, 4], false],
			['e', [5], false]
		]);
		for (const id of split.pointIds) {
			const back = await trace(db, municipalityId, { kind: 'forumPoint', id }, 'back');
			const notes = back.flatMap((link) => (link.from.kind === 'note' ? link.from.id : []));
			expect(notes.toSorted()).toEqual(
				tables
					.slice(0, 4)
					.flatMap((table) => table.noteIds)
					.toSorted()
			);
		}
	});

	test('takes a merge back: the points stand as they did with what they had, until something was made of it', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, staff, municipalityId } = world;
		const { gatheringId } = await aHarvest(db, world, [[{ text: 'a', votes: 2 }], [{ text: 'b' }], [{ text: 'c' }]]);
		await points.gatherPoints(db, leader, gatheringId, now);
		const before = await forumPoints(db, municipalityId, gatheringId);
		const [a, b, c] = before.map(({ id }) => id);
		const merge = async (ids: string[]) => {
			const merged = await points.mergePoints(db, leader, gatheringId, { points: ids, text: 'Saman' }, now);
			if (!merged.ok) throw new Error(merged.reason);
			return merged.pointId;
		};
		const inner = await merge([a!, b!]);
		const outer = await merge([inner, c!]);
		const refused = { ok: false, reason: 'conflict' };
		expect(await undoMerge(db, leader, gatheringId, inner)).toEqual(refused);
		expect(await undoMerge(db, staff, gatheringId, outer)).toMatchObject({ reason: 'notAllowed' });
		expect((await forumPoints(db, municipalityId, gatheringId)).map(({ merged }) => merged)).toEqual([true]);
		expect(await undoMerge(db, leader, gatheringId, outer)).toEqual({ ok: true });
		expect(await undoMerge(db, leader, gatheringId, outer)).toEqual(refused);
		expect(await undoMerge(db, leader, gatheringId, inner)).toEqual({ ok: true });
		expect(await forumPoints(db, municipalityId, gatheringId)).toEqual(before);
		expect(await undoMerge(db, leader, gatheringId, a!)).toEqual(refused);
		const used = await merge([a!, b!]);
		await link(db, municipalityId, { from: { kind: 'forumPoint', id: used }, to: { kind: 'input', id: newId() } }, now);
		expect(await undoMerge(db, leader, gatheringId, used)).toEqual(refused);
	});

	test('refuses to split into one, a point that is gone, and for those who do not lead', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { gatheringId } = await aHarvest(db, world, [[{ text: 'a' }]]);
		await points.gatherPoints(db, world.leader, gatheringId, now);
		const [only] = await forumPoints(db, world.municipalityId, gatheringId);
		const split = (pointId: string, texts: string[], actor = world.leader) =>
			splitPoint(db, actor, gatheringId, { pointId, parts: texts }, now);
		expect(await split(only!.id, ['éin', '  '])).toEqual({ ok: false, reason: 'missing' });
		expect(await split('borte', ['ein', 'to'])).toEqual({ ok: false, reason: 'conflict' });
		expect(await split(only!.id, ['ein', 'to'], world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await split(only!.id, ['ein', 'to'], world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect((await split(only!.id, ['ein', 'to'])).ok).toBe(true);
		expect(await split(only!.id, ['ein', 'to'])).toEqual({ ok: false, reason: 'conflict' });
	});

	test('shows which units sat at the tables of a point', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { gatheringId, tables } = await aHarvest(db, world, [[{ text: 'a' }], [{ text: 'b' }]]);
		for (const name of ['Ein', 'To', 'Tre'])
			await atTheTable(db, world, gatheringId, await world.person(name, world.units.nav), tables[0]!.tableId);
		await atTheTable(db, world, gatheringId, await world.person('Fire', world.units.heime), tables[0]!.tableId);
		const behind = await unitsBehind(db, world.municipalityId, gatheringId, [
			{ id: 'a', tables: [1] },
			{ id: 'b', tables: [2] }
		]);
		expect(behind.get('a')).toEqual({ unitIds: [world.units.nav], others: 1 });
		expect(behind.get('b')).toEqual({ unitIds: [], others: 0 });
	});
});
