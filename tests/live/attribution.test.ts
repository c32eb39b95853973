import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { addNote } from '#lib/cafe/board/document.ts';
import { notesOfReceipt } from '#lib/cafe/participants/receipt.server.ts';
import { newSecret, receiptMark, writeReceiptCode } from '#lib/cafe/participants/receipt.ts';
import { otherUnit } from '#lib/cafe/model.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { raiseHand, sayReady } from '#lib/cafe/rounds/signals.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { newId } from '#lib/ids.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { checkedIn } from '../support/cafe.ts';
import { dumpOf, leafOf, reachOf } from '../support/dump.ts';
import { startServer, join, until, type TestServer } from '../support/live.ts';
import { aSilentRoom, aWriter, type Writer } from '../support/silent.ts';
import { now } from '../support/world.ts';

/** Somebody writes on a board as their phone does: with the label they have there, and a receipt. */
async function writes(server: TestServer, writer: Writer, board: string, text: string, secret: string): Promise<void> {
	const seat = await join({ port: server.port, board }, { as: writer.token });
	const id = newId();
	const { labels } = await writer.at();
	const by = board === writer.boardId ? labels.talk : labels.silent;
	const before = seat.saved;
	addNote(seat.doc, { id, text, round: 1, by, receipt: receiptMark(secret, id) });
	await until(() => seat.saved > before, `${text} is saved`);
	expect(seat.refusals).toEqual([]);
	seat.leave();
}

test('L21: a copy of database, documents, log and exports tells no more of a writer than they chose', async () => {
	const server: TestServer = await startServer({
		options: {
			authorize: (request) => admit({ ...request, cookie: `samling-table=${request.searchParams.get('as')}` }),
			status: (boardId) => tableStatusOf(server.db, boardId, now)
		}
	});
	const { db, live } = server;
	const admit = createAuthorizer(db, createSessions(db, false), () => now);
	const { world, room, facilitated } = await aSilentRoom(db, { people: 9, tables: 2, shownAs: 'name' });
	const [, facilitator, cafeId] = facilitated;

	// Three of Nav at the tables: one by name, one by unit, one by nothing; and one who is alone from Husbanken.
	const people = await Promise.all(
		(['name', 'unit', 'none'] as const).map(async (shownAs, at) => {
			const attendanceId = await checkedIn(
				db,
				world,
				room.gatheringId,
				`Skrivar ${['Namnsen', 'Einingsen', 'Ingensen'][at]}`,
				world.units.nav
			);
			return { attendanceId, secret: newSecret(), writer: await aWriter(db, room, attendanceId, shownAs) };
		})
	);
	const lonely = await checkedIn(db, world, room.gatheringId, 'Skrivar Åleinesen', world.units.husbanken);
	people.push({ attendanceId: lonely, secret: newSecret(), writer: await aWriter(db, room, lonely, 'unit') });
	for (const [at, { writer, secret }] of people.entries()) await writes(server, writer, await writer.sheet(), `Åleine ${at}`, secret);
	for (const { writer } of people) {
		await raiseHand(db, await writer.at(), true, now);
		await sayReady(db, await writer.at(), writer.principalId, true, now);
	}
	expect(await reveal(db, live, facilitator, cafeId, now)).toMatchObject({ ok: true, notes: 4 });
	for (const [at, { writer, secret }] of people.entries()) await writes(server, writer, writer.boardId, `Saman ${at}`, secret);
	expect(await freezeBoards(db, live, facilitator, cafeId, now)).toMatchObject({ ok: true });

	const written = await db.selectFrom('note').select(['text', 'writtenBy']).execute();
	const by = Object.fromEntries(written.map(({ text, writtenBy }) => [text, writtenBy]));
	// In what is kept a unit is named where three of it sat at the table.
	const { rows: ofNav } = await sql`
		select 1 from attendance where unit_id = ${world.units.nav} and (
			id in (select attendance_id from seat where round = 1 and cafe_table_id = ${people[1]!.writer.tableId})
			or id = (select host_id from cafe_table where id = ${people[1]!.writer.tableId}))`.execute(db);
	for (const when of ['Åleine', 'Saman'])
		expect([0, 1, 2, 3].map((at) => by[`${when} ${at}`])).toEqual([
			'Skrivar Namnsen',
			ofNav.length >= 3 ? 'Nav Stord' : otherUnit,
			'',
			otherUnit
		]);

	const found = await notesOfReceipt(db, writeReceiptCode({ cafeId, secret: people[2]!.secret }));
	expect(found?.notes.map(({ text }) => text).sort()).toEqual(['Saman 2', 'Åleine 2']);

	const leaves = [...(await dumpOf(db)), ...server.log.map((line) => leafOf('log', line)), leafOf('export', found)];
	expect(leaves.filter(({ words }) => words.has('Åleine 2')).length, 'the dump has the notes').toBeGreaterThan(1);
	const shared = new Set<string>([
		now,
		world.municipalityId,
		room.gatheringId,
		cafeId,
		...room.tables,
		...room.boards,
		...Object.values(world.units)
	]);
	for (const word of ['Nav Stord', 'Husbanken', otherUnit, 'cafeTable', 'guest', 'server', 'reveal', '"Nav Stord"', 'personalCode'])
		shared.add(word);
	// The receipt's own page says which notes are one hand's, to the one who holds its secret; so that is told apart.
	const withoutReceipt = leaves.filter(({ of }) => of !== 'export');
	const participants = await db.selectFrom('participant').selectAll().execute();
	for (const at of [1, 2, 3]) {
		const { attendanceId, writer, secret } = people[at]!;
		const { id, tokenHash, name } = participants.find((row) => row.attendanceId === attendanceId)!;
		const personal = [id, tokenHash!, name, attendanceId, writer.token, secret];
		for (const when of ['Åleine', 'Saman']) {
			const reached = reachOf(withoutReceipt, `${when} ${at}`, shared);
			expect(
				personal.filter((word) => reached.has(word)),
				`${when} ${at} leads to its writer`
			).toEqual([]);
		}
		expect(
			leaves.some(({ words }) => words.has(writer.token) || words.has(secret)),
			'secrets are on phones only'
		).toBe(false);
	}
	// The search itself would find somebody: who chose to be named is found by their name.
	expect(reachOf(withoutReceipt, 'Saman 0', shared).has(people[0]!.attendanceId)).toBe(true);
}, 60_000);
