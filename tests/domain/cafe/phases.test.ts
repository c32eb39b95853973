import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import * as timer from '#lib/cafe/rounds/timer.server.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import * as model from '#lib/cafe/model.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { aCafe, aRunningCafe, boardsInMemory, rearrange } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const minutes = (count: number) => new Date(Date.parse(now) + count * 60_000).toISOString();
const alone = { ...model.defaultRoundOptions, silentMinutes: 3 };

/** A seated café whose rounds begin with three minutes of writing alone. */
async function seatedCafe(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world);
	expect(await rearrange(db, world.facilitator, room.gatheringId, () => alone)).toMatchObject({ ok: true });
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	return { world, room, by: [db, world.facilitator, room.cafeId] as const, live: boardsInMemory() };
}

onBothDatabases('writing alone', (fresh) => {
	test('is how every round begins when the café is set up so, for as long as was agreed (L20)', async () => {
		const db = await fresh();
		const { room, by } = await seatedCafe(db);
		expect(await rounds.startRound(...by, now)).toEqual({ ok: true, round: 1 });
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({
			phase: 'round',
			silent: true,
			anonymous: true,
			endsAt: minutes(3),
			state: 'open'
		});
	});

	test('can be skipped, and can be asked for on the day', async () => {
		const db = await fresh();
		const { room, by } = await seatedCafe(db);
		await rounds.startRound(...by, now, 0);
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ silent: false, anonymous: false, endsAt: minutes(12) });
		await rounds.endRound(...by, now);
		await rounds.startRound(...by, now, 5);
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({ silent: true, round: 2, endsAt: minutes(5) });
	});

	test('ends in the reveal and in nothing else: until then the round, the vote and the boards stay as they are', async () => {
		const db = await fresh();
		const { world, room, by, live } = await seatedCafe(db);
		await rounds.startRound(...by, now);
		const stillSilent = { ok: false, reason: 'conflictSilent' };
		expect(await rounds.endRound(...by, now)).toEqual(stillSilent);
		expect(await rounds.startVote(...by, now)).toEqual(stillSilent);
		expect(await freezeBoards(db, live, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'conflictSilent' });
		expect(await rounds.startRound(...by, now)).toEqual({ ok: false, reason: 'duplicateRound' });
		expect(await reveal(db, live, world.facilitator, room.cafeId, minutes(4))).toEqual({ ok: true, notes: 0 });
		expect(await tableStatusOf(db, room.boards[0]!, now)).toMatchObject({
			phase: 'round',
			round: 1,
			silent: false,
			endsAt: minutes(4 + 9)
		});
		expect(await rounds.endRound(...by, now)).toEqual({ ok: true });
	});

	test('is revealed by those who run the day, while it is on', async () => {
		const db = await fresh();
		const { world, room, by, live } = await seatedCafe(db);
		expect(await reveal(db, live, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'missingSilence' });
		await rounds.startRound(...by, now);
		expect(await reveal(db, live, world.staff, room.cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await reveal(db, live, world.stranger, room.cafeId, now)).toEqual({ ok: false, reason: 'notFound' });
		await reveal(db, live, world.facilitator, room.cafeId, now);
		expect(await reveal(db, live, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'missingSilence' });
		await freezeBoards(db, live, world.facilitator, room.cafeId, now);
		expect(await reveal(db, live, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'closedBoards' });
	});

	test('leaves a minute of the round to talk in, and is agreed before the first one', async () => {
		const db = await fresh();
		const { world, room, by } = await seatedCafe(db);
		const choose = (options: model.RoundOptions) => rearrange(db, world.facilitator, room.gatheringId, () => options);
		expect(await choose({ ...alone, silentMinutes: 12 })).toEqual({ ok: false, reason: 'tooLong' });
		expect(await choose({ ...alone, silentMinutes: 11 })).toMatchObject({ ok: true, isSeated: true });
		await rounds.startRound(...by, now);
		expect(await choose(alone)).toEqual({ ok: false, reason: 'closed' });
		expect(await rearrange(db, world.staff, room.gatheringId, () => alone)).toEqual({ ok: false, reason: 'notAllowed' });
	});
});

onBothDatabases('a café without a vote (L22)', (fresh) => {
	test('goes from the last round to the harvest, and opens no vote', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		await rearrange(db, world.facilitator, room.gatheringId, () => ({ votesPerSeat: 0 }));
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await rounds.startRound(db, world.facilitator, room.cafeId, now);
		expect(await rounds.startVote(db, world.facilitator, room.cafeId, now)).toEqual({ ok: false, reason: 'missingVote' });
		const cafe = await db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow();
		expect(model.nextStep({ ...cafe, round: 3 }, { present: 12, tables: 3, unharvested: 3, isTold: false })).toBe('closeBoards');
		expect(await freezeBoards(db, boardsInMemory(), world.facilitator, room.cafeId, now)).toMatchObject({ ok: true });
	});
});

onBothDatabases('the clock (L19)', (fresh) => {
	test('stands still and goes on with the time that was left', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, boards } = await aRunningCafe(db, world);
		const at = async (when: string) => tableStatusOf(db, boards[0]!, when);
		expect(await timer.pause(db, world.facilitator, cafeId, minutes(5))).toEqual({ ok: true });
		expect(await at(minutes(6))).toMatchObject({ endsAt: null, left: 7 * 60_000, state: 'open' });
		expect(await timer.pause(db, world.facilitator, cafeId, minutes(6))).toEqual({ ok: false, reason: 'duplicatePause' });
		expect(await timer.extend(db, world.facilitator, cafeId, 1, minutes(30))).toMatchObject({ ok: true });
		expect(await at(minutes(30))).toMatchObject({ endsAt: null, left: 8 * 60_000 });
		expect(await timer.resume(db, world.facilitator, cafeId, minutes(60))).toEqual({ ok: true, endsAt: minutes(68) });
		expect(await at(minutes(60))).toMatchObject({ endsAt: minutes(68), left: null });
		expect(await timer.resume(db, world.facilitator, cafeId, minutes(60))).toEqual({ ok: false, reason: 'missingPause' });
	});

	test('is not stopped when none runs, when time is up, or by others than those who run the day', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId } = await aRunningCafe(db, world);
		expect(await timer.pause(db, world.facilitator, cafeId, minutes(12))).toEqual({ ok: false, reason: 'missingTimer' });
		expect(await timer.pause(db, world.staff, cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await timer.resume(db, world.stranger, cafeId, now)).toEqual({ ok: false, reason: 'notFound' });
		await db.updateTable('cafe').set({ endsAt: null }).execute();
		expect(await timer.pause(db, world.facilitator, cafeId, now)).toEqual({ ok: false, reason: 'missingTimer' });
	});

	test('that stands still runs again in the next phase', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, boards } = await aRunningCafe(db, world);
		await timer.pause(db, world.facilitator, cafeId, minutes(1));
		await rounds.endRound(db, world.facilitator, cafeId, minutes(2));
		expect(await tableStatusOf(db, boards[0]!, minutes(2))).toMatchObject({ phase: 'changeover', endsAt: minutes(4), left: null });
	});
});

describe('what a phase shows at most', () => {
	test('never tells more of somebody than they chose (L21)', () => {
		const { shownAtMost } = model;
		expect([shownAtMost('name', 'name'), shownAtMost('name', 'unit'), shownAtMost('name', 'none')]).toEqual(['name', 'unit', 'none']);
		expect([shownAtMost('unit', 'name'), shownAtMost('unit', 'unit'), shownAtMost('unit', 'none')]).toEqual(['unit', 'unit', 'none']);
		expect([shownAtMost('none', 'name'), shownAtMost('none', 'unit')]).toEqual(['none', 'none']);
	});

	test('while people write alone is the sheets’ own (L21)', () => {
		const cafe = { silentShows: 'none' as const, talkShows: 'unit' as const };
		expect(model.maxShown({ ...cafe, phase: 'round', silentAt: now })).toBe('none');
		expect(model.maxShown({ ...cafe, phase: 'round', silentAt: null })).toBe('unit');
	});
});

describe('a press', () => {
	const cafe = { phase: 'round', round: 1, silentAt: null, phaseAt: now, pressedAt: null } as const;
	const later = (milliseconds: number) => new Date(Date.parse(now) + milliseconds).toISOString();

	test('is for the step that its button showed, and for none that came in its place', () => {
		const step = model.stepOf(cafe);
		expect(model.isForThisStep(cafe, step, later(60_000))).toBe(true);
		for (const gone of [{ phase: 'changeover' }, { round: 2 }, { silentAt: now }, { phaseAt: later(1) }] as const)
			expect(model.isForThisStep({ ...cafe, ...gone }, step, later(60_000))).toBe(false);
		expect(model.isForThisStep(cafe, '', later(60_000))).toBe(false);
	});

	test('on a step that is not a second old yet is one too many, whichever way the clock goes', () => {
		const step = model.stepOf(cafe);
		expect([0, 799, 800, -1].map((age) => model.isForThisStep(cafe, step, later(age)))).toEqual([false, false, true, true]);
	});
});
