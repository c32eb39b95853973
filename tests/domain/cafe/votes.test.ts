import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { castVote, withdrawVote, tallyOf, votesAt, type Voter } from '#lib/cafe/harvest/votes.server.ts';
import { aCafe } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** Two people at tables of their own in the last round; the vote is not open yet. */
async function twoVoters(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world, { people: 4, tables: 2 });
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	const { joinToken } = await db.selectFrom('cafe').select('joinToken').executeTakeFirstOrThrow();
	const voters: { participant: Voter; tableId: string }[] = [];
	for (const attendanceId of room.present) {
		const answer = await join(
			db,
			(await joinableCafe(db, { token: joinToken }, now))!,
			null,
			{ attendanceId, name: '', unitId: null, shownAs: 'none', proof: null },
			now
		);
		if (!answer.ok) throw new Error(answer.reason);
		const seen = (await participantFor(db, { now, guestToken: answer.token }, room.tables[0]!))!;
		voters.push({ participant: { ...seen.participant!, secret: pseudonym(answer.token) }, tableId: seen.goTo ?? room.tables[0]! });
	}
	await startRound(db, world.facilitator, room.cafeId, now);
	const openVote = () => startVote(db, world.facilitator, room.cafeId, now);
	const a = voters[0]!;
	return {
		world,
		room,
		openVote,
		a,
		neighbour: voters.find((voter) => voter !== a && voter.tableId === a.tableId)!,
		elsewhere: room.tables.find((id) => id !== a.tableId)!
	};
}

onBothDatabases('votes', (fresh) => {
	test('three dots each, one a note (L22)', async () => {
		const db = await fresh();
		const { a, openVote } = await twoVoters(db);
		await openVote();
		expect(await castVote(db, a.participant, a.tableId, 'n1')).toEqual({ ok: true, left: 2 });
		expect(await castVote(db, a.participant, a.tableId, 'n1')).toEqual({ ok: false, reason: 'duplicate' });
		expect(await castVote(db, a.participant, a.tableId, 'n2')).toEqual({ ok: true, left: 1 });
		expect(await castVote(db, a.participant, a.tableId, 'n3')).toEqual({ ok: true, left: 0 });
		expect(await castVote(db, a.participant, a.tableId, 'n4')).toEqual({ ok: false, reason: 'limitDots' });
	});

	test('a dot that is taken back can be used again', async () => {
		const db = await fresh();
		const { a, openVote } = await twoVoters(db);
		await openVote();
		for (const note of ['n1', 'n2', 'n3']) await castVote(db, a.participant, a.tableId, note);
		expect(await withdrawVote(db, a.participant, a.tableId, 'n1')).toEqual({ ok: true, left: 1 });
		expect(await castVote(db, a.participant, a.tableId, 'n4')).toEqual({ ok: true, left: 0 });
		expect((await votesAt(db, a.tableId, a.participant.secret)).mine.toSorted()).toEqual(['n2', 'n3', 'n4']);
	});

	test('many presses at once never get a fourth dot, nor two on one note', async () => {
		const db = await fresh();
		const { a, openVote } = await twoVoters(db);
		await openVote();
		const presses = ['n1', 'n1', 'n2', 'n3', 'n4', 'n5'].map((note) => castVote(db, a.participant, a.tableId, note));
		const answers = await Promise.all(presses);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
		expect(Object.values(await tallyOf(db, a.tableId))).toEqual([1, 1, 1]);
	});

	test('the database itself refuses a second dot on a note', async () => {
		const db = await fresh();
		const { a, world, openVote } = await twoVoters(db);
		await openVote();
		const row = { cafeTableId: a.tableId, voter: 'somebody', municipalityId: world.municipalityId, noteId: 'n1' };
		await db
			.insertInto('vote')
			.values({ ...row, dot: 1 })
			.execute();
		await expect(
			db
				.insertInto('vote')
				.values({ ...row, dot: 2 })
				.execute()
		).rejects.toThrow();
		await expect(
			db
				.insertInto('vote')
				.values({ ...row, noteId: 'n2', dot: 1 })
				.execute()
		).rejects.toThrow();
	});

	test('nobody votes before the vote is open or after the boards are closed (L22)', async () => {
		const db = await fresh();
		const { a, room, openVote } = await twoVoters(db);
		expect(await castVote(db, a.participant, a.tableId, 'n1')).toEqual({ ok: false, reason: 'closed' });
		await openVote();
		await castVote(db, a.participant, a.tableId, 'n1');
		await db.updateTable('cafe').set({ phase: 'harvest' }).where('id', '=', room.cafeId).execute();
		expect(await castVote(db, a.participant, a.tableId, 'n2')).toEqual({ ok: false, reason: 'closed' });
		expect(await withdrawVote(db, a.participant, a.tableId, 'n1')).toEqual({ ok: false, reason: 'closed' });
	});

	test('one votes at the table one sits at', async () => {
		const db = await fresh();
		const { a, elsewhere, openVote } = await twoVoters(db);
		await openVote();
		expect(await castVote(db, a.participant, elsewhere, 'n1')).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test("nobody sees others' dots while the vote is open (L22)", async () => {
		const db = await fresh();
		const { a, neighbour, openVote } = await twoVoters(db);
		await openVote();
		await castVote(db, neighbour.participant, a.tableId, 'n1');
		expect(await votesAt(db, a.tableId, a.participant.secret)).toEqual({ mine: [], left: 3, tally: null });
	});
});
