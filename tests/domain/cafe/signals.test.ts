import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { handOver, handoversAt, handoverTo } from '#lib/cafe/rounds/hostNote.server.ts';
import type { RoundOptions } from '#lib/cafe/model.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { endRound, startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { lowerHand, raiseHand, say, sayReady, signalsOf } from '#lib/cafe/rounds/signals.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aSilentRoom, type SilentRoom } from '../../support/silent.ts';
import { now } from '../../support/world.ts';

/** As a silent room, with everything revealed: people talk. */
async function talking(db: Parameters<typeof aSilentRoom>[0], chosen: Partial<RoundOptions> = {}) {
	const silent = await aSilentRoom(db, { chosen });
	const [, facilitator, cafeId] = silent.facilitated;
	await reveal(db, boardsInMemory(), facilitator, cafeId, now);
	return { ...silent, cafeId, facilitator };
}
const guestsOf = ({ writers, room }: SilentRoom) => writers.slice(room.tables.length);

onBothDatabases('what tables tell the facilitator', (fresh) => {
	test('a hand is the table’s: who raised it is nowhere, and one press of anybody there takes it down', async () => {
		const db = await fresh();
		const { writers, room, world, cafeId } = await talking(db);
		const [a, b] = [writers[0]!, writers.find((other) => other !== writers[0] && other.tableId === writers[0]!.tableId)!];
		expect(await raiseHand(db, await a.at(), true, now)).toEqual({ ok: true });
		expect(await raiseHand(db, await b.at(), true, '2018-01-15T08:05:00.000Z')).toEqual({ ok: true });
		const signals = await signalsOf(db, world.municipalityId, cafeId);
		expect(signals.map(({ tableId, handAt }) => [tableId, handAt])).toEqual(room.tables.map((id) => [id, id === a.tableId ? now : null]));
		expect(await tableStatusOf(db, a.boardId, now)).toMatchObject({ hand: true, ready: false });
		const { handAt: _, ...row } = await db.selectFrom('cafeTable').selectAll().where('id', '=', a.tableId).executeTakeFirstOrThrow();
		expect(Object.values(row)).not.toContain(a.principalId);
		await raiseHand(db, await b.at(), false, now);
		expect(await tableStatusOf(db, a.boardId, now)).toMatchObject({ hand: false });
	});

	test('the facilitator takes a hand down when they have been there; others don’t', async () => {
		const db = await fresh();
		const { writers, world, cafeId, facilitator } = await talking(db);
		const { tableId, at } = writers[0]!;
		await raiseHand(db, await at(), true, now);
		expect(await lowerHand(db, world.staff, cafeId, tableId)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await lowerHand(db, world.stranger, cafeId, tableId)).toEqual({ ok: false, reason: 'notFound' });
		expect(await lowerHand(db, facilitator, cafeId, 'unknown')).toEqual({ ok: false, reason: 'notFound' });
		expect(await lowerHand(db, facilitator, cafeId, tableId)).toEqual({ ok: true });
		expect((await signalsOf(db, world.municipalityId, cafeId)).every(({ handAt }) => handAt === null)).toBe(true);
	});

	test('a table is ready; while everybody writes alone each says so for themselves, and only the number is told', async () => {
		const db = await fresh();
		const silent = await aSilentRoom(db);
		const { writers, world, room, facilitated } = silent;
		const [, facilitator, cafeId] = facilitated;
		const there = writers.filter(({ tableId }) => tableId === room.tables[0]);
		for (const writer of there) await writer.sheet();
		await sayReady(db, await there[0]!.at(), there[0]!.principalId, true, now);
		await sayReady(db, await there[1]!.at(), there[1]!.principalId, true, now);
		await sayReady(db, await there[1]!.at(), there[1]!.principalId, false, now);
		expect(await signalsOf(db, world.municipalityId, cafeId)).toMatchObject([
			{ writing: 3, written: 1, readyAt: null },
			{ writing: 0, written: 0, readyAt: null }
		]);
		await reveal(db, boardsInMemory(), facilitator, cafeId, now);
		await sayReady(db, await there[2]!.at(), there[2]!.principalId, true, now);
		expect((await signalsOf(db, world.municipalityId, cafeId))[0]).toMatchObject({ writing: 0, written: 0, readyAt: now });
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ ready: true });
	});

	test('is over when the phase is', async () => {
		const db = await fresh();
		const { writers, world, cafeId, facilitated } = await talking(db);
		const own = writers[0]!;
		await raiseHand(db, await own.at(), true, now);
		await sayReady(db, await own.at(), own.principalId, true, now);
		await endRound(...facilitated, now);
		expect((await signalsOf(db, world.municipalityId, cafeId)).map(({ handAt, readyAt }) => [handAt, readyAt])).toEqual([
			[null, null],
			[null, null]
		]);
	});

	test('comes from those who sit there, while there is something to go on to', async () => {
		const db = await fresh();
		const { writers, room, facilitator, cafeId } = await talking(db);
		const own = writers[0]!;
		const elsewhere = room.tables.find((id) => id !== own.tableId)!;
		const stranger = (await participantFor(db, { now, guestToken: own.token }, elsewhere))!;
		// A press that was made for another part of the day says nothing of this one.
		expect(await raiseHand(db, await own.at(), true, now, 'changeover 1 open')).toEqual({ ok: false, reason: 'conflictPart' });
		expect(await sayReady(db, await own.at(), own.principalId, true, now, 'round 1 alone')).toEqual({ ok: false, reason: 'conflictPart' });
		expect(await sayReady(db, await own.at(), own.principalId, true, now, 'round 1 open')).toEqual({ ok: true });
		expect(await raiseHand(db, stranger, true, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await raiseHand(db, (await participantFor(db, { now, actor: facilitator }, own.tableId))!, true, now)).toEqual({
			ok: false,
			reason: 'notAllowed'
		});
		await db.updateTable('cafe').set({ phase: 'harvest' }).where('id', '=', cafeId).execute();
		expect(await sayReady(db, await own.at(), own.principalId, true, now)).toEqual({ ok: false, reason: 'closed' });
	});
});

onBothDatabases('what the facilitator tells tables', (fresh) => {
	test('a word to one table stands there only, before the one to all; a new one to all replaces both', async () => {
		const db = await fresh();
		const { room, cafeId, facilitator, facilitated } = await talking(db);
		const message = async (at: number) => (await tableStatusOf(db, room.boards[at]!, now))?.message;
		const tell = (tableId: string | null, words: string) => say(db, facilitator, cafeId, { tableId, message: words }, now);
		await tell(null, 'Éin tanke på kvar lapp');
		await tell(room.tables[0]!, 'Eg kjem til dykk');
		expect([await message(0), await message(1)]).toEqual(['Eg kjem til dykk', 'Éin tanke på kvar lapp']);
		expect((await tableStatusOf(db, room.boards[0]!, now))?.messageAt).toBe(now);
		await tell(null, 'Fem minutt att');
		expect([await message(0), await message(1)]).toEqual(['Fem minutt att', 'Fem minutt att']);
		await tell(room.tables[1]!, 'Flott');
		await endRound(...facilitated, now);
		expect([await message(0), await message(1)]).toEqual([null, null]);
	});

	test('is said by those who run the day, to a table that is there, while boards are open', async () => {
		const db = await fresh();
		const { world, cafeId, facilitator, room } = await talking(db);
		const words = { tableId: room.tables[0]!, message: 'Hei' };
		expect(await say(db, world.staff, cafeId, words, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await say(db, facilitator, cafeId, { ...words, tableId: 'unknown' }, now)).toEqual({ ok: false, reason: 'conflictTable' });
		await db.updateTable('cafe').set({ phase: 'closed' }).where('id', '=', cafeId).execute();
		expect(await say(db, facilitator, cafeId, words, now)).toEqual({ ok: false, reason: 'closedBoards' });
	});
});

onBothDatabases('what a host hands over', (fresh) => {
	test('stands for the next group, and not for the one that said it', async () => {
		const db = await fresh();
		const silent = await talking(db);
		const { writers, facilitated } = silent;
		const host = writers[0]!;
		expect(await handoverTo(db, await host.at())).toBeNull();
		// What points at somebody is asked about, as a note is, and kept when the host says so.
		const named = 'Ola Hansen på Prestagardsvegen 14 har gjeld';
		expect(await handOver(db, await host.at(), named, now)).toMatchObject({ ok: false, reason: 'invalidPersonal' });
		expect(await handOver(db, await host.at(), named, now, null, true)).toEqual({ ok: true });
		expect(await handOver(db, await host.at(), 'Dei vil ha éin stad å ringje', now)).toEqual({ ok: true });
		expect(await handoverTo(db, await host.at())).toBeNull();
		await endRound(...facilitated, now);
		expect(await handoverTo(db, await host.at())).toEqual({ round: 1, text: 'Dei vil ha éin stad å ringje' });
		await handOver(db, await host.at(), 'Dei vil ha éitt nummer', now);
		await startRound(...facilitated, now, 0);
		expect(await handoverTo(db, await host.at())).toEqual({ round: 1, text: 'Dei vil ha éitt nummer' });
		await handOver(db, await host.at(), 'Og det skal svare om kvelden', now);
		expect(await handoversAt(db, host.tableId)).toEqual([
			{ round: 1, text: 'Dei vil ha éitt nummer' },
			{ round: 2, text: 'Og det skal svare om kvelden' }
		]);
		expect(await handoverTo(db, await host.at())).toMatchObject({ round: 1 });
		await handOver(db, await host.at(), '', now);
		expect(await handoversAt(db, host.tableId)).toHaveLength(1);
	});

	test('is the host’s to say, and whoever runs the day’s, as long as a group comes after', async () => {
		const db = await fresh();
		const silent = await talking(db);
		const { writers, facilitated, facilitator } = silent;
		const [host, guest] = [writers[0]!, guestsOf(silent)[0]!];
		expect(await handOver(db, await host.at(), 'Skriven før bytet', now, 8)).toEqual({ ok: false, reason: 'conflictRound' });
		expect(await handOver(db, await guest.at(), 'Hei', now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await handOver(db, (await participantFor(db, { now, actor: facilitator }, host.tableId))!, 'Hei', now)).toEqual({ ok: true });
		await startVote(...facilitated, now);
		expect(await handOver(db, await host.at(), 'Hei', now)).toEqual({ ok: false, reason: 'closed' });
	});
});

onBothDatabases('attribution in a phase (L21)', (fresh) => {
	test('a phase shows no more than it allows, and never more than somebody chose', async () => {
		const db = await fresh();
		const { writers } = await aSilentRoom(db, { people: 9, shownAs: 'unit', chosen: { silentShows: 'none', talkShows: 'unit' } });
		const { labels, label } = await writers[0]!.at();
		expect(labels).toEqual({ silent: '', talk: 'Nav Stord' });
		expect(label).toBe('');
		const named = await aSilentRoom(db, { people: 9, shownAs: 'name', chosen: { silentShows: 'unit', talkShows: 'name' } });
		expect((await named.writers[0]!.at()).labels).toEqual({ silent: 'Nav Stord', talk: 'Deltakar 00' });
		const nameless = await aSilentRoom(db, { people: 9, shownAs: 'none', chosen: { silentShows: 'name', talkShows: 'name' } });
		expect((await nameless.writers[0]!.at()).labels).toEqual({ silent: '', talk: '' });
	});

	test('is the most that the board takes', async () => {
		const db = await fresh();
		const { writers, facilitated } = await aSilentRoom(db, {
			people: 9,
			shownAs: 'name',
			chosen: { silentShows: 'none', talkShows: 'unit' }
		});
		const [, facilitator, cafeId] = facilitated;
		const sessions = createSessions(db, false);
		const admit = (boardId: string, cookie: string) =>
			createAuthorizer(db, sessions, () => now)({ boardId, cookie, address: '', searchParams: new URLSearchParams() });
		const own = writers[0]!;
		expect(await admit(await own.sheet(), own.cookie)).toMatchObject({ principal: { writesAs: [''] } });
		await reveal(db, boardsInMemory(), facilitator, cafeId, now);
		expect(await admit(own.boardId, own.cookie)).toMatchObject({ principal: { writesAs: ['Nav Stord', ''] } });
		const session = `${sessions.sessionCookieName}=${(await sessions.createSession(facilitator.id, {})).id}`;
		expect(await admit(own.boardId, session)).toMatchObject({ principal: { writesAs: [''] } });
	});

	test('where nothing is shown the others are told of nobody', async () => {
		const db = await fresh();
		const { room } = await talking(db, { talkShows: 'none' });
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ silent: false, anonymous: true });
	});
});
