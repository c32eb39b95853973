import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addCluster, addNote } from '#lib/cafe/board/document.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { voteProgress, voteResult } from '#lib/cafe/harvest/votes.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { placesIn } from '#lib/cafe/participants/places.server.ts';
import { endRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { seatLate } from '#lib/cafe/seating/latecomers.server.ts';
import { aRunningCafe, boardsInMemory, checkedIn, type CafeWorld } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const cafeNow = (db: Kysely<Database>, { cafeId }: CafeWorld) =>
	db.selectFrom('cafe').selectAll().where('id', '=', cafeId).executeTakeFirstOrThrow();

onBothDatabases('what the room may see', (fresh) => {
	test('is where everybody sits: those who came late, and guests who are on no list, who go on to the next table', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aRunningCafe(db, world, { people: 6, tables: 3 });
		await checkedIn(db, world, room.gatheringId, 'Åse Vik', world.units.nav);
		expect(await seatLate(db, world.facilitator, room.cafeId)).toMatchObject({ ok: true });
		const door = { cafeId: room.cafeId, municipalityId: world.municipalityId };
		const guest = await join(db, door, null, { attendanceId: null, name: 'Bjørn Dal', unitId: null, shownAs: 'none', proof: null }, now);
		expect(guest).toMatchObject({ ok: true });
		const places = await placesIn(db, await cafeNow(db, room));
		expect(places.map(({ name }) => name)).toEqual(['Bjørn Dal', ...Array.from({ length: 6 }, (_, at) => `Deltakar 0${at}`), 'Åse Vik']);
		expect(places.every(({ table }) => table >= 1 && table <= 3)).toBe(true);
		await endRound(db, world.facilitator, room.cafeId, now);
		const next = await placesIn(db, await cafeNow(db, room));
		expect(next[0]).toEqual({ name: 'Bjørn Dal', table: (places[0]!.table % 3) + 1 });
		await db.updateTable('participant').set({ leftAt: now }).execute();
		expect((await placesIn(db, await cafeNow(db, room))).map(({ name }) => name)).not.toContain('Bjørn Dal');
	});

	test('is how many dots are given, not where; then the dots of each table and its weightiest cluster, none that points at somebody', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aRunningCafe(db, world, { people: 4, tables: 2 });
		const door = { cafeId: room.cafeId, municipalityId: world.municipalityId };
		for (const attendanceId of room.present.slice(0, 3))
			await join(db, door, null, { attendanceId, name: '', unitId: null, shownAs: 'none', proof: 'personalCode' }, now);
		await startVote(db, world.facilitator, room.cafeId, now);
		const boards = boardsInMemory();
		const [tableId, boardId] = [room.tables[0]!, room.boards[0]!];
		for (const [clusterId, title] of [
			['c1', 'Éin stad å ringje'],
			['c2', 'Ola Hansen på Prestagardsvegen 14']
		] as const) {
			addCluster(boards.doc(boardId), { id: clusterId, title });
			addNote(boards.doc(boardId), { id: `n${clusterId}`, text: 'Noko', clusterId, round: 1, by: '' });
		}
		const { municipalityId } = world;
		const cast = (voter: string, dot: number, noteId: string) => ({ cafeTableId: tableId, voter, dot, municipalityId, noteId });
		await db
			.insertInto('vote')
			.values([cast('a', 1, 'nc1'), cast('a', 2, 'nc2'), cast('b', 1, 'nc2')])
			.execute();
		expect(await voteProgress(db, await cafeNow(db, room))).toEqual({ given: 3, of: 9 });
		expect(await freezeBoards(db, boards, world.facilitator, room.cafeId, now)).toMatchObject({ ok: true });
		expect(await voteResult(db, room.cafeId)).toEqual([
			{ number: 1, dots: 3, most: { title: 'Éin stad å ringje', dots: 1 } },
			{ number: 2, dots: 0, most: null }
		]);
	});
});
