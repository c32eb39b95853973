import { expect, test } from 'vitest';
import { freezeBoards, endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import { addNote, moveNote, addCluster, readBoard } from '#lib/cafe/board/document.ts';
import { lockTable } from '#lib/cafe/rounds/lockTable.server.ts';
import { unfreezeMinutes } from '#lib/cafe/model.ts';
import { newsSince } from '#lib/cafe/rounds/monitor.ts';
import { Monitor } from '#lib/cafe/rounds/monitor.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { say } from '#lib/cafe/rounds/signals.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { RoomStats } from '#lib/live/contract.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const later = (minutes: number) => addMilliseconds(now, minutes * 60_000);

onBothDatabases('the facilitator of the hall', (fresh) => {
	test('a step that waits to take effect is told to every board and to the facilitators’ pages, with its time', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { gatheringId, cafeId, boards } = await aRunningCafe(db, world);
		const at = addMilliseconds(now, 15_000);
		const told = async () => [
			(await tableStatusOf(db, boards[1]!, now))!.pending,
			(await new Monitor().poll(
				db,
				{ ...boardsInMemory(), stats: () => new Map(), read: async () => undefined },
				world.municipalityId,
				gatheringId,
				now
			))!.pending
		];
		expect(await told()).toEqual([null, null]);
		await db.updateTable('cafe').set({ pendingStep: 'changeover', pendingAt: at }).where('id', '=', cafeId).execute();
		expect(await told()).toEqual([
			{ step: 'changeover', at },
			{ step: 'changeover', at }
		]);
	});

	test('a locked table takes no writing, and is unlocked again', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, tables, boards } = await aRunningCafe(db, world);
		const lock = (isLocked: boolean) => lockTable(db, world.facilitator, cafeId, { tableId: tables[1]!, isLocked }, now);
		const mode = async (table: number) => (await participantFor(db, { now, actor: world.facilitator }, tables[table]!))!.mode;
		expect(await lock(true)).toEqual({ ok: true });
		expect([await mode(0), await mode(1)]).toEqual(['write', 'read']);
		expect(await tableStatusOf(db, boards[1]!, now)).toMatchObject({ state: 'frozen' });
		expect(await tableStatusOf(db, boards[0]!, now)).toMatchObject({ state: 'open' });
		expect(await lock(true)).toEqual({ ok: false, reason: 'duplicateLock' });
		expect(await lock(false)).toEqual({ ok: true });
		expect(await mode(1)).toBe('write');
		expect(await lock(false)).toEqual({ ok: false, reason: 'missingLock' });
		expect(await lockTable(db, world.facilitator, cafeId, { tableId: 'unknown', isLocked: true }, now)).toEqual({
			ok: false,
			reason: 'conflictTable'
		});
		expect(await lockTable(db, world.partner, cafeId, { tableId: tables[1]!, isLocked: true }, now)).toEqual({
			ok: false,
			reason: 'notAllowed'
		});
		await freezeBoards(db, boardsInMemory(), world.facilitator, cafeId, now);
		expect(await lock(true)).toEqual({ ok: false, reason: 'closedBoards' });
	});

	test('boards that were closed too early are opened again, and nothing is left of the closing', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { facilitator } = world;
		const { cafeId, tables, boards } = await aRunningCafe(db, world);
		const live = { ...boardsInMemory(), unfreeze: (boardId: string) => void unfrozen.push(boardId) };
		const unfrozen: string[] = [];
		const [note, cluster] = [newId(), newId()];
		addNote(live.doc(boards[0]!), { id: note, text: 'Ein lapp', round: 1, by: '', receipt: null });
		addCluster(live.doc(boards[0]!), { id: cluster, title: 'Ei klynge' });
		moveNote(live.doc(boards[0]!), note, { clusterId: cluster });
		expect(await unfreezeBoards(db, live, facilitator, cafeId, now)).toEqual({ ok: false, reason: 'conflictOpenBoards' });
		expect(await freezeBoards(db, live, facilitator, cafeId, now)).toEqual({ ok: true, notes: 1 });
		expect(await unfreezeBoards(db, live, world.partner, cafeId, later(1))).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await unfreezeBoards(db, live, facilitator, cafeId, later(unfreezeMinutes))).toEqual({ ok: true });
		expect(unfrozen.toSorted()).toEqual(boards.toSorted());
		const count = async (table: 'note' | 'cluster' | 'lineage') => (await db.selectFrom(table).select('municipalityId').execute()).length;
		expect([await count('note'), await count('cluster'), await count('lineage')]).toEqual([0, 0, 0]);
		const rows = await db
			.selectFrom('cafeTable')
			.innerJoin('board', 'board.id', 'cafeTable.boardId')
			.select(['frozenAt', 'frozenHash', 'harvestedAt', 'board.closedAt'])
			.execute();
		expect(rows).toEqual(tables.map(() => ({ frozenAt: null, frozenHash: null, harvestedAt: null, closedAt: null })));
		expect(await db.selectFrom('cafe').select(['phase', 'round', 'endsAt']).executeTakeFirstOrThrow()).toEqual({
			phase: 'round',
			round: 1,
			endsAt: later(unfreezeMinutes)
		});
		expect(await freezeBoards(db, live, facilitator, cafeId, later(20))).toEqual({ ok: true, notes: 1 });
		expect(readBoard(live.doc(boards[0]!)).notes).toHaveLength(1);
	});

	test('they stay closed after ten minutes, once a table has picked a point, and when the café has ended', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { facilitator } = world;
		const { cafeId, tables, boards } = await aRunningCafe(db, world);
		const live = { ...boardsInMemory(), unfreeze: () => undefined };
		addNote(live.doc(boards[0]!), { id: newId(), text: 'Ein lapp', round: 1, by: '', receipt: null });
		await freezeBoards(db, live, facilitator, cafeId, now);
		expect(await unfreezeBoards(db, live, facilitator, cafeId, later(unfreezeMinutes + 1))).toEqual({ ok: false, reason: 'past' });
		await db
			.insertInto('harvestPoint')
			.values({ id: newId(), municipalityId: world.municipalityId, cafeTableId: tables[0]!, position: 1, text: 'Punkt', createdAt: now })
			.execute();
		expect(await unfreezeBoards(db, live, facilitator, cafeId, later(1))).toEqual({ ok: false, reason: 'conflictPoints' });
		await endCafe(db, facilitator, cafeId, later(2));
		expect(await unfreezeBoards(db, live, facilitator, cafeId, later(3))).toEqual({ ok: false, reason: 'closedCafe' });
	});

	test('one look tells of all tables, and the next one only what is new; boards where nobody wrote are not read again', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, tables, boards } = await aRunningCafe(db, world);
		const memory = boardsInMemory();
		addNote(memory.doc(boards[0]!), { id: newId(), text: 'Ein lapp', round: 1, by: '', receipt: null });
		const stats = new Map<string, RoomStats>([
			[boards[0]!, { people: 2, connections: 3, version: 1, idleMs: 4000, isSaved: false, isDamaged: false }]
		]);
		const read: string[] = [];
		const live = {
			stats: () => stats,
			read: async <T>(boardId: string, look: (doc: ReturnType<typeof memory.doc>) => T) => {
				read.push(boardId);
				return look(memory.doc(boardId));
			}
		};
		const monitor = new Monitor();
		const poll = async (at = now) => (await monitor.poll(db, live, world.municipalityId, gatheringId, at))!;
		const first = await poll();
		expect(first.tables).toHaveLength(tables.length);
		expect(first.tables[0]).toMatchObject({ people: 2, connections: 3, notes: 1, saved: false, wroteAt: addMilliseconds(now, -4000) });
		expect(first.tables[1]).toMatchObject({ people: 0, connections: 0, notes: 0, saved: true, wroteAt: null });
		expect(newsSince(null, first)).toBe(first);
		expect(newsSince(first, await poll())).toBeNull();
		expect(read).toHaveLength(tables.length);
		await say(db, world.facilitator, cafeId, { tableId: tables[2]!, message: 'Hei' }, now);
		const second = await poll();
		expect(newsSince(first, second)!.tables.map(({ id, message }) => [id, message])).toEqual([[tables[2], 'Hei']]);
		stats.set(boards[0]!, { people: 2, connections: 3, version: 2, idleMs: 100, isSaved: true, isDamaged: false });
		await poll();
		expect(read.slice(tables.length)).toEqual([boards[0]]);
		await lockTable(db, world.facilitator, cafeId, { tableId: tables[0]!, isLocked: true }, now);
		const third = await poll();
		expect(newsSince(second, third)).toMatchObject({ tables: [{ id: tables[0], locked: true }] });
		expect(await monitor.poll(db, live, 'elsewhere', gatheringId, now)).toBeUndefined();
	});
});
