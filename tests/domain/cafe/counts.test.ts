import { expect, test } from 'vitest';
import { addNote } from '#lib/cafe/board/document.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { Monitor } from '#lib/cafe/rounds/monitor.server.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { leaveOut } from '#lib/cafe/seating/latecomers.server.ts';
import { leave } from '#lib/cafe/joining/join.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { RoomStats } from '#lib/live/contract.ts';
import { boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aJoinableHall } from '../../support/joining.ts';
import { aSilentRoom } from '../../support/silent.ts';
import { now } from '../../support/world.ts';

onBothDatabases('the numbers of the hall', (fresh) => {
	test('say that people write while everybody writes alone: their private boards count at their table, until the reveal', async () => {
		const db = await fresh();
		const { world, room, writers } = await aSilentRoom(db);
		const memory = boardsInMemory();
		const stats = new Map<string, RoomStats>();
		for (const [at, writer] of writers.entries()) {
			const boardId = await writer.sheet();
			stats.set(boardId, { people: 1, connections: 1, version: 1, idleMs: at === 0 ? 3000 : null, isSaved: at !== 1, isDamaged: false });
			addNote(memory.doc(boardId), { id: newId(), text: `Lapp ${at}`, round: 1, by: '' });
		}
		// A new instant for each poll would be a new time of writing.
		const live = {
			...memory,
			stats: () => stats,
			read: async (boardId: string, look: (doc: ReturnType<typeof memory.doc>) => unknown) => look(memory.doc(boardId))
		};
		const poll = async () => (await new Monitor().poll(db, live as never, world.municipalityId, room.gatheringId, now))!.tables;
		const at = (tableId: string) => writers.filter((writer) => writer.tableId === tableId).length;
		expect((await poll()).map(({ people, connections, notes, writing }) => ({ people, connections, notes, writing }))).toEqual(
			room.tables.map((id) => ({ people: at(id), connections: at(id), notes: at(id), writing: at(id) }))
		);
		const first = (await poll()).find(({ id }) => id === writers[0]!.tableId)!;
		expect(first.wroteAt).toBe(addMilliseconds(now, -3000));
		expect((await poll()).filter(({ saved }) => !saved).map(({ id }) => id)).toEqual([writers[1]!.tableId]);
		stats.clear();
		expect(await reveal(db, memory, world.facilitator, room.cafeId, now)).toMatchObject({ ok: true, notes: 6 });
		expect((await poll()).map(({ notes }) => notes)).toEqual(room.tables.map(at));
	});

	test('count who is here once, whichever way they came: by the list, by the code, or both', async () => {
		const db = await fresh();
		const { world, room, guest, come } = await aJoinableHall(db);
		const counts = async () => {
			const { present, here, joined, unseated } = (await cafeOf(db, world.municipalityId, room.gatheringId))!;
			return { present, here, joined, unseated };
		};
		expect(await counts()).toEqual({ present: 12, here: 12, joined: 0, unseated: 0 });
		await come({ attendanceId: guest });
		await come({ name: 'Innom Innomsen', shownAs: 'name' });
		const { participantId } = await come({});
		expect(await counts()).toEqual({ present: 12, here: 14, joined: 3, unseated: 0 });
		await leave(db, participantId!, now);
		await leaveOut(db, world.facilitator, room.cafeId, room.present[5]!, now);
		expect(await counts()).toEqual({ present: 11, here: 12, joined: 2, unseated: 0 });
	});

	test('leave nobody out of the list of who sits where: who came by the code alone has a table in each round', async () => {
		const db = await fresh();
		const { world, room, come } = await aJoinableHall(db);
		await come({ name: 'Innom Innomsen', shownAs: 'name' });
		const gone = await come({ name: 'Gått Gåttsen', shownAs: 'name' });
		await leave(db, gone.participantId!, now);
		const { people, walkIns } = await seatingChart(db, world.municipalityId, room.gatheringId);
		expect(people).toHaveLength(12);
		expect(walkIns.map(({ name }) => name)).toEqual(['Innom Innomsen']);
		expect(walkIns[0]!.route.toSorted()).toEqual([1, 2, 3]);
	});
});
