import { describe, expect, test } from 'vitest';
import * as cafe from '#lib/cafe/setup/create.server.ts';
import * as model from '#lib/cafe/model.ts';
import * as timer from '#lib/cafe/rounds/timer.server.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { say } from '#lib/cafe/rounds/signals.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { aCafe, aRunningCafe, rearrange } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const question = { text: 'Kva no?', findingId: null };

onBothDatabases('setting up a café', (fresh) => {
	test('lays a table with a board of its own for each question', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world, { tables: 8 });
		const tables = await db
			.selectFrom('cafeTable')
			.innerJoin('board', 'board.id', 'cafeTable.boardId')
			.select(['number', 'board.municipalityId'])
			.orderBy('number')
			.execute();
		expect(tables.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		expect(new Set(room.boards).size).toBe(8);
		expect(tables.every(({ municipalityId }) => municipalityId === world.municipalityId)).toBe(true);
	});

	test('a gathering has one café, with at least one table', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { gatheringId } = await aCafe(db, world);
		expect(await cafe.createCafe(db, world.leader, gatheringId, { preset: 'udir', questions: [question] }, now)).toEqual({
			ok: false,
			reason: 'duplicate'
		});
		expect(await cafe.createCafe(db, world.leader, gatheringId, { preset: 'udir', questions: [] }, now)).toEqual({
			ok: false,
			reason: 'empty'
		});
		expect(await cafe.createCafe(db, world.leader, gatheringId, { preset: 'udir', questions: Array(61).fill(question) }, now)).toEqual({
			ok: false,
			reason: 'limitTables'
		});
	});

	test('belongs to those who run the day in this municipality', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId } = await aCafe(db, world);
		expect(await cafe.createCafe(db, world.stranger, gatheringId, { preset: 'udir', questions: [question] }, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
		expect(await seatEveryone(db, world.partner, cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
	});
});

onBothDatabases('rounds', (fresh) => {
	test('go on one clock from start to vote (L19)', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, boards } = await aRunningCafe(db, world);
		expect(await tableStatusOf(db, boards[1]!, now)).toMatchObject({
			phase: 'round',
			round: 1,
			endsAt: '2018-01-15T08:12:00.000Z',
			serverTime: now,
			state: 'open'
		});
		const later = '2018-01-15T08:12:30.000Z';
		expect(await rounds.endRound(db, world.facilitator, cafeId, later)).toEqual({ ok: true });
		expect(await tableStatusOf(db, boards[0]!, later)).toMatchObject({
			phase: 'changeover',
			round: 1,
			endsAt: '2018-01-15T08:14:30.000Z'
		});
		expect(await rounds.startRound(db, world.facilitator, cafeId, later)).toEqual({ ok: true, round: 2 });
		await rounds.endRound(db, world.facilitator, cafeId, later);
		expect(await rounds.startRound(db, world.facilitator, cafeId, later)).toEqual({ ok: true, round: 3 });
		expect(await rounds.startVote(db, world.facilitator, cafeId, later)).toEqual({ ok: true });
		expect(await tableStatusOf(db, boards[0]!, later)).toMatchObject({ phase: 'vote', round: 3, state: 'open' });
	});

	test('begin when people are seated, one at a time, as many as were agreed', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId } = await aCafe(db, world);
		const start = () => rounds.startRound(db, world.facilitator, cafeId, now);
		const end = () => rounds.endRound(db, world.facilitator, cafeId, now);
		expect(await start()).toEqual({ ok: false, reason: 'emptySeating' });
		expect(await end()).toEqual({ ok: false, reason: 'closedRound' });
		expect(await rounds.startVote(db, world.facilitator, cafeId, now)).toEqual({ ok: false, reason: 'missingRound' });
		await seatEveryone(db, world.facilitator, cafeId, now);
		expect(await start()).toEqual({ ok: true, round: 1 });
		expect(await start()).toEqual({ ok: false, reason: 'duplicateRound' });
		await end();
		await start();
		await end();
		expect(await start()).toEqual({ ok: true, round: 3 });
		expect(await end()).toEqual({ ok: false, reason: 'conflictLastRound' });
		await rounds.startVote(db, world.facilitator, cafeId, now);
		expect(await rounds.startVote(db, world.facilitator, cafeId, now)).toEqual({ ok: false, reason: 'duplicateVote' });
		expect(await start()).toEqual({ ok: false, reason: 'limitRounds' });
	});

	test('can be made longer, also when time is up', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId } = await aRunningCafe(db, world);
		expect(await timer.extend(db, world.facilitator, cafeId, 2, now)).toEqual({ ok: true, endsAt: '2018-01-15T08:14:00.000Z' });
		expect(await timer.extend(db, world.facilitator, cafeId, 2, '2018-01-15T08:20:00.000Z')).toEqual({
			ok: true,
			endsAt: '2018-01-15T08:22:00.000Z'
		});
	});

	test('cannot be made longer when no clock runs', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId } = await aCafe(db, world);
		expect(await timer.extend(db, world.facilitator, cafeId, 2, now)).toEqual({ ok: false, reason: 'missingTimer' });
	});

	test('a changeover of no minutes has no clock', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, gatheringId, boards } = await aCafe(db, world);
		await rearrange(db, world.facilitator, gatheringId, () => ({ changeoverMinutes: 0 }));
		await seatEveryone(db, world.facilitator, cafeId, now);
		await rounds.startRound(db, world.facilitator, cafeId, now);
		await rounds.endRound(db, world.facilitator, cafeId, now);
		expect((await tableStatusOf(db, boards[0]!, now))?.endsAt).toBeNull();
	});

	test('a message is on all boards until the next step', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, boards } = await aRunningCafe(db, world);
		expect(await say(db, world.facilitator, cafeId, { tableId: null, message: 'Skriv éin tanke på kvar lapp' }, now)).toEqual({ ok: true });
		expect((await tableStatusOf(db, boards[2]!, now))?.message).toBe('Skriv éin tanke på kvar lapp');
		await rounds.endRound(db, world.facilitator, cafeId, now);
		expect((await tableStatusOf(db, boards[2]!, now))?.message).toBeNull();
	});

	test('a board that is no table has no stage', async () => {
		const db = await fresh();
		expect(await tableStatusOf(db, 'unknown', now)).toBeUndefined();
	});
});

describe('what the facilitator does next', () => {
	const at = (phase: model.CafePhase, round = 0) => ({
		phase,
		round,
		rounds: 3,
		silentAt: null as string | null,
		votesPerSeat: 3,
		arrangedAt: now as string | null
	});
	const facts = { present: 46, tables: 8, unharvested: 8, isTold: false };

	test('follows the café from the first seat to the end', () => {
		expect(model.nextStep({ ...at('setUp'), arrangedAt: null }, facts)).toBe('configure');
		expect(model.nextStep(at('setUp'), { ...facts, present: 0 })).toBe('checkIn');
		expect(model.nextStep(at('setUp'), facts)).toBe('seat');
		expect(model.nextStep(at('seated'), facts)).toBe('startRound');
		expect(model.nextStep(at('round', 1), facts)).toBe('endRound');
		expect(model.nextStep(at('changeover', 1), facts)).toBe('startRound');
		expect(model.nextStep(at('round', 3), facts)).toBe('startVote');
		expect(model.nextStep(at('vote', 3), facts)).toBe('closeBoards');
		expect(model.nextStep(at('harvest', 3), facts)).toBe('awaitHarvest');
		expect(model.nextStep(at('harvest', 3), { ...facts, unharvested: 0 })).toBe('plenary');
		expect(model.nextStep(at('harvest', 3), { ...facts, unharvested: 0, isTold: true })).toBe('end');
		expect(model.nextStep(at('closed', 3), facts)).toBe('none');
	});

	test('waits for no table that was closed with nothing on it', () => {
		const table = (notes: number, harvestedAt: string | null = null) => model.isAwaited({ notes, harvestedAt });
		expect([table(4), table(0), table(4, now)]).toEqual([true, false, false]);
	});

	test('suggests as many tables as the preset wants', () => {
		expect(model.tablesFor('udir', 46)).toBe(7);
		expect(model.tablesFor('worldCafe', 46)).toBe(10);
		expect(model.tablesFor('udir', 3)).toBe(2);
		expect(model.tablesFor('worldCafe', 5000)).toBe(60);
	});
});
