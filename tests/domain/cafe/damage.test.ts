import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addNote } from '#lib/cafe/board/document.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { readAgain } from '#lib/cafe/harvest/readAgain.server.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { mendTable } from '#lib/cafe/rounds/mendTable.server.ts';
import { Monitor } from '#lib/cafe/rounds/monitor.server.ts';
import { aRunningCafe } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { rooms } from '../../support/rooms.ts';
import { aMunicipality, now } from '../../support/world.ts';

/*
 * L26: what breaks, breaks alone. One table's board is damaged on disk while a café runs.
 */

/** A running café of three tables with two notes each, and the live server after a restart. `damage` breaks the second table's board. */
async function room(db: Kysely<Database>, damage: (boardId: string) => Promise<unknown>) {
	const world = await aMunicipality(db);
	const cafe = await aRunningCafe(db, world, { people: 9, tables: 3 });
	const before = rooms(db);
	for (const boardId of cafe.boards)
		for (const nth of [1, 2])
			await before.write(boardId, (doc) => void addNote(doc, { id: `${boardId}${nth}`.slice(-20), text: `Lapp ${nth}`, round: 1, by: '' }));
	await before.shutdown();
	await damage(cafe.boards[1]!);
	const log: string[] = [];
	return { ...world, ...cafe, log, live: rooms(db, ({ event, boardId }) => log.push(`${event} ${boardId}`)) };
}

const cutLast = (db: Kysely<Database>) => (boardId: string) =>
	db
		.updateTable('boardUpdate')
		.set({ bytes: Uint8Array.of(1, 1) })
		.where('boardId', '=', boardId)
		.where('seq', '=', 2)
		.execute();

const tablesOf = async (db: Kysely<Database>, { municipalityId, gatheringId }: { municipalityId: string; gatheringId: string }) =>
	(await cafeOf(db, municipalityId, gatheringId))!.tables.map(({ number, notes, damage, harvestedAt }) => [
		number,
		notes,
		damage,
		harvestedAt !== null
	]);

onBothDatabases('a table’s board is damaged', (fresh) => {
	test('the hall sees at which table, and the facilitator lets it write on with what can be read', async () => {
		const db = await fresh();
		const at = await room(db, (id) => cutLast(db)(id));
		const { live, facilitator, cafeId, tables, boards } = at;
		const poll = () => new Monitor().poll(db, live, at.municipalityId, at.gatheringId, now);
		await poll();
		expect((await poll())!.tables.map(({ damaged, notes }) => [damaged, notes])).toEqual([
			[false, 2],
			[true, 1],
			[false, 2]
		]);
		expect(at.log).toEqual([`a board is damaged: what could be read of it is shown ${boards[1]}`]);
		expect(await mendTable(db, live, at.leader, cafeId, 'elsewhere', now)).toMatchObject({ ok: false, reason: 'conflictTable' });
		expect(await mendTable(db, live, facilitator, cafeId, tables[0]!, now)).toMatchObject({ ok: false, reason: 'missingDamage' });
		expect(await mendTable(db, live, at.staff, cafeId, tables[1]!, now)).toMatchObject({ ok: false, reason: 'notAllowed' });
		expect(await mendTable(db, live, facilitator, cafeId, tables[1]!, now)).toEqual({ ok: true });
		expect((await poll())!.tables.map(({ damaged }) => damaged)).toEqual([false, false, false]);
		expect(await live.write(boards[1]!, (doc) => void addNote(doc, { id: 'etter', text: 'Skriven etterpå', round: 1, by: '' }))).toBe(true);
		expect(await freezeBoards(db, live, facilitator, cafeId, now)).toEqual({ ok: true, notes: 6 });
		// Frozen, nothing of how it came about is left, nor what was kept of the damaged log.
		expect(await db.selectFrom('boardUpdate').select('seq').where('boardId', '=', boards[1]!).execute()).toEqual([{ seq: 1 }]);
		expect(await mendTable(db, live, facilitator, cafeId, tables[1]!, now)).toMatchObject({ ok: false, reason: 'closedBoards' });
	});

	test('the boards are frozen all the same: that one as far as it could be read, and marked so', async () => {
		const db = await fresh();
		const at = await room(db, (id) => cutLast(db)(id));
		expect(await freezeBoards(db, at.live, at.facilitator, at.cafeId, now)).toEqual({ ok: true, notes: 5 });
		expect(await tablesOf(db, at)).toEqual([
			[1, 2, null, false],
			[2, 1, 'partly', false],
			[3, 2, null, false]
		]);
		expect(await unfreezeBoards(db, at.live, at.facilitator, at.cafeId, now)).toEqual({ ok: true });
		expect((await tablesOf(db, at))[1]).toEqual([2, 0, null, false]);
	});

	test('one that can’t be read at all stops the others only until it is named; it stays as it is, and is taken in when it can be read', async () => {
		const db = await fresh();
		const at = await room(db, () => Promise.resolve());
		const { live, facilitator, cafeId, tables, boards } = at;
		let isReadable = false;
		const failing = {
			freeze: (boardId: string) =>
				boardId === boards[1] && !isReadable ? Promise.reject(new Error('the database disk image is malformed')) : live.freeze(boardId)
		};
		expect(await freezeBoards(db, failing, facilitator, cafeId, now)).toEqual({ ok: false, reason: 'conflictBoard', table: 2 });
		expect(await freezeBoards(db, failing, facilitator, cafeId, now, [1])).toEqual({ ok: false, reason: 'conflictBoard', table: 2 });
		const log = () => db.selectFrom('boardUpdate').selectAll().where('boardId', '=', boards[1]!).execute();
		const before = await log();
		// Table 1 was named too, and could be read: nothing of it is left out.
		expect(await freezeBoards(db, failing, facilitator, cafeId, now, [1, 2])).toEqual({ ok: true, notes: 4 });
		expect(await tablesOf(db, at)).toEqual([
			[1, 2, null, false],
			[2, 0, 'unread', true],
			[3, 2, null, false]
		]);
		expect(await log()).toEqual(before);
		expect(await readAgain(db, failing, facilitator, cafeId, tables[1]!, now)).toEqual({ ok: false, reason: 'conflictBoard', table: 2 });
		expect(await readAgain(db, failing, facilitator, cafeId, tables[0]!, now)).toEqual({ ok: false, reason: 'missingDamage' });
		expect(await readAgain(db, failing, at.staff, cafeId, tables[1]!, now)).toEqual({ ok: false, reason: 'notAllowed' });
		isReadable = true;
		expect(await readAgain(db, failing, facilitator, cafeId, tables[1]!, now)).toEqual({ ok: true });
		expect((await tablesOf(db, at))[1]).toEqual([2, 2, null, false]);
		expect(await log()).toMatchObject([{ seq: 1 }]);
	});
});
