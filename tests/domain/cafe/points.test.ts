import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addCluster, addNote, moveNote } from '#lib/cafe/board/document.ts';
import { agreementOn, answerPoints, takeHarvest } from '#lib/cafe/harvest/agreement.server.ts';
import { draftsOf } from '#lib/cafe/harvest/drafts.ts';
import { endCafe, freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { bringPoints, dropPoint, handIn, harvestAt, keepPoint, movePoint, pointsOf } from '#lib/cafe/harvest/points.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { newId } from '#lib/ids.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/**
 * The first table after the boards were closed, with three notes, two of them in a cluster. `hosts`: each table has a host. `phone` brings
 * somebody of those present.
 */
async function closed(db: Kysely<Database>, hosts: boolean) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world, {}, hosts);
	const live = boardsInMemory();
	const [noteId, call, desk, cluster] = [newId(), newId(), newId(), newId()];
	const [first, ...others] = room.boards.map((board) => live.doc(board));
	for (const [id, text] of [
		[noteId, 'Éi dør inn'],
		[call, 'Ring'],
		[desk, 'Skranke']
	] as const)
		addNote(first!, { id, text, round: 1, by: '' });
	addCluster(first!, { id: cluster, title: 'Éin stad å ringje' });
	for (const id of [call, desk]) moveNote(first!, id, { clusterId: cluster });
	for (const doc of others) addNote(doc, { id: newId(), text: 'Éi dør inn', round: 1, by: '' });
	const seats = await db.selectFrom('seat').selectAll().where('round', '=', 1).where('cafeTableId', '=', room.tables[0]!).execute();
	const elsewhere = await db.selectFrom('seat').selectAll().where('round', '=', 1).where('cafeTableId', '=', room.tables[1]!).execute();
	await freezeBoards(db, live, world.facilitator, room.cafeId, now);
	const phone = async (attendanceId: string) => {
		const opened = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		const who = { attendanceId, name: '', unitId: null, shownAs: 'none' as const, proof: 'personalCode' as const };
		const joined = await join(db, opened, null, who, now);
		if (!joined.ok) throw new Error(joined.reason);
		return { now, guestToken: joined.token };
	};
	const tableId = room.tables[0]!;
	const hostId = hosts ? room.present[0]! : '';
	const guests = seats.map(({ attendanceId }) => attendanceId).filter((id) => id !== hostId);
	const at = async (who: { now: string; guestToken: string }) => (await participantFor(db, who, tableId))!;
	const ids = { loose: noteId, call, desk, cluster };
	return { world, room, tableId, noteId, ids, phone, guests, hostId, away: elsewhere[1]!.attendanceId, at };
}

onBothDatabases('a table’s points', (fresh) => {
	test('are picked by somebody at a table without a host, who takes it; another at it can take over', async () => {
		const db = await fresh();
		const { tableId, noteId, phone, guests, away, at } = await closed(db, false);
		const [one, two] = [await phone(guests[0]!), await phone(guests[1]!)];
		expect(await harvestAt(db, one, tableId)).toBeUndefined();
		expect(await takeHarvest(db, await at(one), one)).toEqual({ ok: true });
		const point = { pointId: null, text: 'Éi dør inn', noteIds: [noteId], clusterIds: [] };
		expect(await keepPoint(db, two, tableId, point, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await keepPoint(db, one, tableId, point, now)).toMatchObject({ ok: true });
		expect(await takeHarvest(db, await at(two), two)).toEqual({ ok: true });
		expect(await harvestAt(db, one, tableId)).toBeUndefined();
		const other = await phone(away);
		expect(await takeHarvest(db, await at(other), other)).toEqual({ ok: false, reason: 'notAllowed' });
		for (const text of ['To', 'Tre']) await keepPoint(db, two, tableId, { ...point, text }, now);
		expect(await handIn(db, two, tableId, now)).toEqual({ ok: true });
		expect(await takeHarvest(db, await at(one), one)).toEqual({ ok: false, reason: 'closed' });
		const kept = await db.selectFrom('cafeTable').select('harvester').where('id', '=', tableId).executeTakeFirstOrThrow();
		expect(kept.harvester).not.toContain(two.guestToken.split('.')[0]);
	});

	test('are the host’s to pick where the host is here', async () => {
		const db = await fresh();
		const { tableId, phone, guests, hostId, at } = await closed(db, true);
		const guest = await phone(guests[0]!);
		expect(await takeHarvest(db, await at(guest), guest)).toEqual({ ok: true });
		const host = await phone(hostId);
		expect(await takeHarvest(db, await at(guest), guest)).toEqual({ ok: false, reason: 'conflictHost' });
		expect(await harvestAt(db, host, tableId)).toBeDefined();
	});

	test('are answered by those who sit there, one answer a phone, for the points as they saw them; a no keeps nobody from handing in', async () => {
		const db = await fresh();
		const { world, room, tableId, noteId, phone, guests, hostId, away, at } = await closed(db, true);
		const host = await phone(hostId);
		const kept = await keepPoint(db, host, tableId, { pointId: null, text: 'Eitt', noteIds: [noteId], clusterIds: [] }, now);
		if (!kept.ok) throw new Error(kept.reason);
		const seen = async () => (await harvestAt(db, host, tableId))!.seen;
		const answer = async (who: typeof host, agrees: 'yes' | 'no', as: string) =>
			answerPoints(db, await at(who), who, { agrees, seen: as }, (trx) => pointsOf(trx, tableId));
		const [one, two] = [await phone(guests[0]!), await phone(guests[1]!)];
		const first = await seen();
		for (const agrees of ['no', 'yes'] as const) expect(await answer(one, agrees, first)).toEqual({ ok: true });
		expect(await answer(two, 'no', first)).toEqual({ ok: true });
		expect(await agreementOn(db, await at(one), one, first)).toEqual({ yes: 1, no: 1, mine: 'yes' });
		const other = await phone(away);
		expect(await answer(other, 'yes', first)).toEqual({ ok: false, reason: 'notAllowed' });

		await keepPoint(db, host, tableId, { pointId: kept.pointId, text: 'Eitt, betre sagt', noteIds: [noteId], clusterIds: [] }, now);
		expect(await answer(one, 'yes', first)).toEqual({ ok: false, reason: 'conflictSeen' });
		expect(await agreementOn(db, await at(one), one, await seen())).toEqual({ yes: 0, no: 0, mine: null });
		const more = { pointId: null, noteIds: [noteId], clusterIds: [] };
		for (const text of ['To', 'Tre']) await keepPoint(db, host, tableId, { ...more, text }, now);
		await answer(two, 'no', await seen());
		expect(await handIn(db, host, tableId, now)).toEqual({ ok: true });
		expect(await answer(one, 'yes', first)).toEqual({ ok: false, reason: 'closed' });
		await endCafe(db, world.facilitator, room.cafeId, now);
		expect(await db.selectFrom('harvestAnswer').selectAll().execute()).toEqual([]);
	});

	test('drafts become points all at once or not at all', async () => {
		const db = await fresh();
		const { tableId, ids, phone, hostId } = await closed(db, true);
		const host = await phone(hostId);
		const { seen, drafts } = (await harvestAt(db, host, tableId))!;
		expect(drafts.map(({ of }) => of)).toEqual([`cluster:${ids.cluster}`, `note:${ids.loose}`]);
		const points = [
			{ text: 'Eitt', noteIds: [ids.loose], clusterIds: [] },
			{ text: 'To', noteIds: [], clusterIds: [ids.cluster] }
		];
		const bring = (of: typeof points, as: string) => bringPoints(db, host, tableId, { points: of, anyway: false, seen: as }, now);
		const wrong = { text: 'Frå eit anna bord', noteIds: ['unknown'], clusterIds: [] };
		expect(await bring([...points, wrong], seen)).toEqual({ ok: false, reason: 'invalidNote' });
		expect((await harvestAt(db, host, tableId))!.points).toEqual([]);
		expect(await bring(points, seen)).toEqual({ ok: true });
		// Sent twice, it is for points that are no longer what was seen.
		expect(await bring(points, seen)).toEqual({ ok: false, reason: 'conflictSeen' });
		expect((await harvestAt(db, host, tableId))!.points.map(({ text }) => text)).toEqual(['Eitt', 'To']);
		expect((await harvestAt(db, host, tableId))!.drafts).toEqual([]);
	});

	test('nothing is done to points that are others than those that were seen', async () => {
		const db = await fresh();
		const { tableId, ids, phone, hostId } = await closed(db, true);
		const host = await phone(hostId);
		const keep = (text: string, noteIds: string[], clusterIds: string[] = [], pointId: string | null = null) =>
			keepPoint(db, host, tableId, { pointId, text, noteIds, clusterIds }, now);
		const [one, two] = [await keep('Eitt', [ids.loose]), await keep('To', [ids.call])];
		if (!one.ok || !two.ok) throw new Error('not kept');
		const { seen } = (await harvestAt(db, host, tableId))!;
		await keep('Eitt, endra av ein annan', [ids.desk], [], one.pointId);
		const before = (await harvestAt(db, host, tableId))!.points;
		const changed = { pointId: one.pointId, text: 'Mitt', noteIds: [ids.loose], clusterIds: [] };
		const refused = { ok: false, reason: 'conflictSeen' };
		expect(await keepPoint(db, host, tableId, { ...changed, seen }, now)).toEqual(refused);
		expect(await keepPoint(db, host, tableId, { ...changed, pointId: null, seen }, now)).toEqual(refused);
		expect(await dropPoint(db, host, tableId, one.pointId, seen)).toEqual(refused);
		expect(await movePoint(db, host, tableId, two.pointId, -1, seen)).toEqual(refused);
		expect(await handIn(db, host, tableId, now, seen)).toEqual(refused);
		expect((await harvestAt(db, host, tableId))!.points).toEqual(before);
	});
});

test('a board offers as points what has most dots, then what most units wrote, then what is largest; what is used is not offered', () => {
	const note = (id: string, votes: number, writtenBy = '', clusterId: string | null = null) => ({
		id,
		text: `Lapp ${id}`,
		votes,
		writtenBy,
		clusterId
	});
	const notes = [
		note('a', 0, 'Nav', 'k'),
		note('b', 1, 'Bustadkontoret', 'k'),
		note('c', 3),
		note('d', 1, 'Nav', 'l'),
		note('e', 0, 'Nav', 'l'),
		note('f', 0, '', 'l'),
		note('g', 9)
	];
	const clusters = [
		{ id: 'k', title: 'Éi dør inn' },
		{ id: 'l', title: '' }
	];
	const unitOf = (signature: string) => signature || null;
	expect(draftsOf(notes, clusters, { used: new Set(['g']), unitOf })).toEqual([
		{ of: 'note:c', words: 'Lapp c', notes: 1, votes: 3, units: 0 },
		{ of: 'cluster:k', words: 'Éi dør inn', notes: 2, votes: 1, units: 2 },
		{ of: 'cluster:l', words: 'Lapp d', notes: 3, votes: 1, units: 1 }
	]);
});
