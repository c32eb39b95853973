import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { freezeBoards, endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import type { FrozenContent } from '#lib/cafe/harvest/storeBoard.server.ts';
import { otherUnit } from '#lib/cafe/model.ts';
import { addCluster, addNote, binNote } from '#lib/cafe/board/document.ts';
import { dropPoint, handIn, harvestAt, keepPoint, movePoint } from '#lib/cafe/harvest/points.server.ts';
import { startVote } from '#lib/cafe/rounds/commands.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { votesAt } from '#lib/cafe/harvest/votes.server.ts';
import { contentHash } from '#lib/canonical.server.ts';
import { newId } from '#lib/ids.ts';
import { trace } from '#lib/lineage.server.ts';
import { aRunningCafe, boardsInMemory, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** A running café of two tables; on the first lie two notes in a cluster, a loose one with votes, and one in the bin. */
async function written(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world, { people: 8, tables: 2 }, true);
	const live = boardsInMemory();
	const doc = live.doc(room.boards[0]!);
	const ids = { cluster: newId(), call: newId(), desk: newId(), loose: newId(), binned: newId() };
	addCluster(doc, { id: ids.cluster, title: 'Éin stad å ringje' });
	addNote(doc, {
		id: ids.call,
		text: 'Éin stad å ringje hadde spart oss tre telefonar',
		clusterId: ids.cluster,
		round: 1,
		by: 'Nav Stord'
	});
	addNote(doc, { id: ids.desk, text: 'Felles telefonliste', clusterId: ids.cluster, round: 1, by: '', receipt: 'abc123' });
	addNote(doc, { id: ids.loose, text: 'Gjer dette kvart år', round: 1, by: 'Kari' });
	addNote(doc, { id: ids.binned, text: 'Feil bord', round: 1, by: 'Kari' });
	binNote(doc, ids.binned, now);
	const vote = async (participant: string, dot: number, noteId: string) => {
		await db
			.insertInto('vote')
			.values({ cafeTableId: room.tables[0]!, voter: participant, dot, municipalityId: world.municipalityId, noteId })
			.execute();
	};
	const participant = newId();
	await db
		.insertInto('participant')
		.values({
			id: participant,
			municipalityId: world.municipalityId,
			cafeId: room.cafeId,
			tokenHash: null,
			personId: null,
			attendanceId: null,
			name: '',
			unitId: null,
			startTableId: room.tables[0]!,
			joinedAt: now,
			joinedBy: 'account',
			leftAt: null
		})
		.execute();
	await vote(participant, 1, ids.loose);
	await vote(participant, 2, 'gone');
	return { world, room, live, ids, close: () => freezeBoards(db, live, world.facilitator, room.cafeId, now) };
}

onBothDatabases('closing the boards', (fresh) => {
	test('freezes every board with its hash, and keeps every note and cluster', async () => {
		const db = await fresh();
		const { room, live, ids, close } = await written(db);
		expect(await close()).toEqual({ ok: true, notes: 3 });
		const tables = await db.selectFrom('cafeTable').selectAll().orderBy('number').execute();
		for (const table of tables) expect(contentHash(table.frozenContent!)).toBe(table.frozenHash);
		const content = JSON.parse(tables[0]!.frozenContent!) as FrozenContent;
		expect(content.notes.map(({ id }) => id).toSorted()).toEqual([ids.call, ids.desk, ids.loose].toSorted());
		expect(content.votes).toEqual({ [ids.loose]: 1 });
		const notes = await db.selectFrom('note').selectAll().orderBy('position').execute();
		expect(notes.map(({ id, clusterId, writtenBy, votes, receipt }) => ({ id, clusterId, writtenBy, votes, receipt }))).toEqual([
			{ id: ids.call, clusterId: ids.cluster, writtenBy: otherUnit, votes: 0, receipt: null },
			{ id: ids.desk, clusterId: ids.cluster, writtenBy: '', votes: 0, receipt: 'abc123' },
			{ id: ids.loose, clusterId: null, writtenBy: 'Kari', votes: 1, receipt: null }
		]);
		expect([...live.frozen].toSorted()).toEqual(room.boards.toSorted());
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ phase: 'harvest', state: 'frozen', endsAt: null });
		const boards = await db.selectFrom('board').select('closedAt').execute();
		expect(boards.every(({ closedAt }) => closedAt === now)).toBe(true);
	});

	test('a note leads to its cluster', async () => {
		const db = await fresh();
		const { world, ids, close } = await written(db);
		await close();
		expect(await trace(db, world.municipalityId, { kind: 'note', id: ids.call }, 'forward')).toEqual([
			{ from: { kind: 'note', id: ids.call }, to: { kind: 'cluster', id: ids.cluster } }
		]);
	});

	test('shows the votes, and takes no more', async () => {
		const db = await fresh();
		const { world, room, ids, close } = await written(db);
		await startVote(db, world.facilitator, room.cafeId, now);
		expect((await votesAt(db, room.tables[0]!, null)).tally).toBeNull();
		await close();
		expect((await votesAt(db, room.tables[0]!, null)).tally).toEqual({ [ids.call]: 0, [ids.desk]: 0, [ids.loose]: 1 });
	});

	test('a board that cannot be frozen leaves all boards open and nothing stored', async () => {
		const db = await fresh();
		const { room, live, close } = await written(db);
		live.failing.add(room.boards[1]!);
		expect(await close()).toEqual({ ok: false, reason: 'conflictBoard', table: 2 });
		expect(live.frozen.size).toBe(0);
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ phase: 'round', state: 'open' });
		expect(await db.selectFrom('note').selectAll().execute()).toEqual([]);
		live.failing.clear();
		expect((await close()).ok).toBe(true);
	});

	test('a failure of the database unfreezes all boards and leaves nothing half stored', async () => {
		const db = await fresh();
		const { room, live, close } = await written(db);
		// The links from notes to clusters are the last thing written of a table.
		await db.schema.alterTable('lineage').renameTo('lineageAway').execute();
		await expect(close()).rejects.toThrow(/lineage/);
		await db.schema.alterTable('lineageAway').renameTo('lineage').execute();
		expect(live.frozen.size).toBe(0);
		expect(await db.selectFrom('note').selectAll().execute()).toEqual([]);
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ phase: 'round', state: 'open' });
		expect((await close()).ok).toBe(true);
	});

	test('a board with bytes no database takes is closed like the others', async () => {
		const db = await fresh();
		const { room, live, close } = await written(db);
		const doc = live.doc(room.boards[1]!);
		addNote(doc, { id: newId(), text: 'nul \u0000 og halv \ud800', round: Number.NaN, by: '' });
		expect(await close()).toEqual({ ok: true, notes: 4 });
		const [note] = await db.selectFrom('note').select(['text', 'round']).where('cafeTableId', '=', room.tables[1]!).execute();
		expect(note).toEqual({ text: 'nul  og halv \ufffd', round: 0 });
		const { frozenContent, frozenHash } = await db
			.selectFrom('cafeTable')
			.select(['frozenContent', 'frozenHash'])
			.where('id', '=', room.tables[1]!)
			.executeTakeFirstOrThrow();
		expect(contentHash(frozenContent!)).toBe(frozenHash);
	});

	test('is done once: a second press is refused and unfreezes nothing', async () => {
		const db = await fresh();
		const { room, live, close } = await written(db);
		const answers = await Promise.all([close(), close()]);
		expect(answers.map((answer) => (answer.ok ? 'ok' : answer.reason)).toSorted()).toEqual(['conflictFreeze', 'ok']);
		expect(await close()).toEqual({ ok: false, reason: 'closedBoards' });
		expect(live.frozen.size).toBe(room.boards.length);
	});

	test('is for those who run the day, once a round has begun', async () => {
		const db = await fresh();
		const { world, room, live } = await written(db);
		expect(await freezeBoards(db, live, world.staff, room.cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await freezeBoards(db, live, world.stranger, room.cafeId, now)).toEqual({ ok: false, reason: 'notFound' });
		await db.updateTable('cafe').set({ phase: 'seated', round: 0 }).where('id', '=', room.cafeId).execute();
		expect(await freezeBoards(db, live, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'missingRound' });
	});

	test('a note whose id is taken at another table is kept under a new one', async () => {
		const db = await fresh();
		const { room, live, ids, close } = await written(db);
		addNote(live.doc(room.boards[1]!), { id: ids.loose, text: 'Same nummer', round: 1, by: '' });
		expect(await close()).toEqual({ ok: true, notes: 4 });
		const notes = await db.selectFrom('note').select(['id', 'text']).where('cafeTableId', '=', room.tables[1]!).execute();
		expect(notes).toEqual([{ id: expect.not.stringMatching(ids.loose), text: 'Same nummer' }]);
	});
});

onBothDatabases('the harvest of a table', (fresh) => {
	async function closed(db: Kysely<Database>) {
		const setting = await written(db);
		const { world, room } = setting;
		const hostId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await db.updateTable('cafeTable').set({ hostId }).where('id', '=', room.tables[0]!).execute();
		await setting.close();
		const tableId = room.tables[0]!;
		const keep = (text: string, noteIds: string[], clusterIds: string[] = [], pointId: string | null = null) =>
			keepPoint(db, { now, actor: world.staff }, tableId, { pointId, text, noteIds, clusterIds }, now);
		return { ...setting, tableId, keep, host: { now, actor: world.staff } };
	}

	test('shows the host the notes with most votes first, under their clusters', async () => {
		const db = await fresh();
		const { tableId, host, ids } = await closed(db);
		const harvest = (await harvestAt(db, host, tableId))!;
		expect(harvest.notes.map(({ id }) => id)).toEqual([ids.loose, ids.call, ids.desk]);
		expect(harvest.clusters).toEqual([{ id: ids.cluster, title: 'Éin stad å ringje', votes: 0 }]);
	});

	test('is handed in with three points, and each leads back to its notes', async () => {
		const db = await fresh();
		const { world, tableId, host, ids, keep } = await closed(db);
		const point = await keep('Eitt telefonnummer', [ids.loose], [ids.cluster]);
		await keep('Felles liste', [ids.desk]);
		await keep('Kvart år', [ids.loose]);
		expect(await handIn(db, host, tableId, now)).toEqual({ ok: true });
		if (!point.ok) throw new Error(point.reason);
		const sources = (await trace(db, world.municipalityId, { kind: 'harvestPoint', id: point.pointId }, 'back')).map(({ from }) => from.id);
		expect(sources.toSorted()).toEqual([ids.loose, ids.cluster, ids.call, ids.desk].toSorted());
		expect(await keep('For seint', [ids.loose])).toEqual({ ok: false, reason: 'closed' });
		expect(await handIn(db, host, tableId, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('needs three points; a table where nobody wrote has nothing to hand in', async () => {
		const db = await fresh();
		const { world, room, tableId, host, ids, keep } = await closed(db);
		await keep('Eitt', [ids.loose]);
		await keep('To', [ids.call]);
		expect(await handIn(db, host, tableId, now)).toEqual({ ok: false, reason: 'missingPoints' });
		expect(await handIn(db, { now, actor: world.leader }, room.tables[1]!, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('has five points at most, each with a note of this table', async () => {
		const db = await fresh();
		const { ids, keep } = await closed(db);
		expect(await keep('Lause ord', [])).toEqual({ ok: false, reason: 'empty' });
		expect(await keep('Frå eit anna bord', ['unknown'])).toEqual({ ok: false, reason: 'invalidNote' });
		for (let at = 0; at < 5; at++) expect((await keep(`Punkt ${at}`, [ids.loose])).ok).toBe(true);
		expect(await keep('Eitt for mykje', [ids.loose])).toEqual({ ok: false, reason: 'limitPoints' });
	});

	test('points can be changed, moved and taken away until they are handed in', async () => {
		const db = await fresh();
		const { tableId, host, ids, keep } = await closed(db);
		const [one, two] = [await keep('Eitt', [ids.loose]), await keep('To', [ids.call])];
		if (!one.ok || !two.ok) throw new Error('not kept');
		expect(await keep('Eitt, betre sagt', [ids.desk], [ids.cluster], one.pointId)).toEqual(one);
		expect(await movePoint(db, host, tableId, two.pointId, -1)).toEqual({ ok: true });
		expect(await movePoint(db, host, tableId, two.pointId, -1)).toEqual({ ok: true });
		const points = (await harvestAt(db, host, tableId))!.points;
		expect(points.map(({ text, noteIds, clusterIds }) => ({ text, noteIds, clusterIds }))).toEqual([
			{ text: 'To', noteIds: [ids.call], clusterIds: [] },
			{ text: 'Eitt, betre sagt', noteIds: [ids.desk], clusterIds: [ids.cluster] }
		]);
		expect(await dropPoint(db, host, tableId, two.pointId)).toEqual({ ok: true });
		expect(await dropPoint(db, host, tableId, two.pointId)).toEqual({ ok: false, reason: 'conflict' });
	});

	test('is for the host and those who run the day, when the board is closed', async () => {
		const db = await fresh();
		const { world, room, ids, live, tableId } = await written(db).then(async (setting) => ({
			...setting,
			tableId: setting.room.tables[0]!
		}));
		const point = { pointId: null, text: 'Punkt', noteIds: [ids.loose], clusterIds: [] };
		expect(await keepPoint(db, { now, actor: world.leader }, tableId, point, now)).toEqual({ ok: false, reason: 'conflictOpenBoard' });
		await freezeBoards(db, live, world.facilitator, room.cafeId, now);
		expect((await keepPoint(db, { now, actor: world.leader }, tableId, point, now)).ok).toBe(true);
		expect(await keepPoint(db, { now, actor: world.staff }, tableId, point, now)).toEqual({ ok: false, reason: 'notFound' });
		const attendanceId = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await db
			.insertInto('participant')
			.values({
				id: newId(),
				municipalityId: world.municipalityId,
				cafeId: room.cafeId,
				tokenHash: null,
				personId: world.staff.id,
				attendanceId,
				name: world.staff.name,
				unitId: world.units.nav,
				startTableId: null,
				joinedAt: now,
				joinedBy: 'account',
				leftAt: null
			})
			.execute();
		expect(await keepPoint(db, { now, actor: world.staff }, tableId, point, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await harvestAt(db, { now, actor: world.staff }, tableId)).toBeUndefined();
	});

	test('the café ends once, after its boards are closed; the gathering is held and no point is lost', async () => {
		const db = await fresh();
		const { world, room, ids, keep, tableId } = await closed(db);
		const point = await keep('Eitt punkt fekk vi skrive', [ids.loose]);
		if (!point.ok) throw new Error(point.reason);
		expect(await endCafe(db, world.facilitator, room.cafeId, now)).toEqual({ ok: true });
		expect((await db.selectFrom('gathering').select('state').where('id', '=', room.gatheringId).executeTakeFirst())?.state).toBe('held');
		expect((await db.selectFrom('cafeTable').select('harvestedAt').where('id', '=', tableId).executeTakeFirst())?.harvestedAt).toBe(now);
		expect(await trace(db, world.municipalityId, { kind: 'harvestPoint', id: point.pointId }, 'back')).toHaveLength(1);
		expect(await endCafe(db, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'closedCafe' });
	});

	test('the café does not end while its boards are open', async () => {
		const db = await fresh();
		const { world, room } = await written(db);
		expect(await endCafe(db, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'conflictOpenBoards' });
	});
});
