import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { areOpen } from '#lib/cafe/model.ts';
import type { PendingStep } from '#lib/cafe/pending.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { cafeRow } from '#lib/cafe/queries.server.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { carryOut, cafesWithPendingStep, pressStep, refusedStepOf, undoStep, takeStepNow } from '#lib/cafe/steps/pending.server.ts';
import { runSteps } from '#lib/cafe/steps/runner.server.ts';
import { refusedStepText } from '#lib/cafe/steps/text.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { aCafe, aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const after = (seconds: number) => addMilliseconds(now, seconds * 1000);
type Deps = ReturnType<typeof boardsInMemory>;

/** A café in its first round, and what is done to it. */
async function running(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world);
	return { world, ...room, ...hands(db, world, room), live: boardsInMemory() };
}
function hands(db: Kysely<Database>, world: World, { gatheringId, cafeId }: { gatheringId: string; cafeId: string }) {
	return {
		cafe: async () => (await cafeRow(db, world.municipalityId, gatheringId))!,
		press: (step: PendingStep, more: { alone?: number; without?: number[] } = {}, at = now, by = world.facilitator) =>
			pressStep(db, by, cafeId, { step, ...more }, at),
		undo: (at: string) => undoStep(db, world.facilitator, cafeId, at),
		atOnce: (live: Deps, at: string) => takeStepNow(db, live, world.facilitator, cafeId, at),
		carry: (live: Deps, at: string) => carryOut(db, live, cafeId, at)
	};
}
const past = { ok: false, reason: 'pastStep' };

onBothDatabases('a step that was pressed', (fresh) => {
	test('waits fifteen seconds, seen by everybody, and then takes effect once', async () => {
		const db = await fresh();
		const { press, carry, cafe, live, cafeId, boards } = await running(db);
		expect(await press('changeover')).toEqual({ ok: true, at: after(15) });
		expect(await tableStatusOf(db, boards[0]!, now)).toMatchObject({ phase: 'round', pending: { step: 'changeover', at: after(15) } });
		expect(await cafesWithPendingStep(db)).toEqual([cafeId]);
		expect(await carry(live, after(14))).toEqual({ took: false, next: after(15) });
		expect(await cafe()).toMatchObject({ phase: 'round' });
		expect(await Promise.all([carry(live, after(15)), carry(live, after(15))])).toEqual(
			expect.arrayContaining([
				{ took: true, next: null },
				{ took: false, next: null }
			])
		);
		expect(await cafe()).toMatchObject({ phase: 'changeover', phaseAt: after(15), pendingStep: null, refusedStep: null });
		expect(await cafesWithPendingStep(db)).toEqual([]);
	});

	test('keeps what was chosen with it, and every step of the café can wait', async () => {
		const db = await fresh();
		const { press, carry, cafe, live, world, cafeId } = await running(db);
		await rounds.endRound(db, world.facilitator, cafeId, now);
		await press('round', { alone: 4 });
		await carry(live, after(15));
		expect(await cafe()).toMatchObject({ phase: 'round', round: 2, silentAt: after(15), endsAt: after(15 + 240) });
		await db.updateTable('cafe').set({ silentAt: null }).execute();
		await press('vote', {}, after(20));
		await carry(live, after(35));
		expect(await cafe()).toMatchObject({ phase: 'vote' });
		await press('harvest', {}, after(40));
		await carry(live, after(55));
		expect(areOpen(await cafe())).toBe(false);
	});

	test('can be taken back until then, and not after', async () => {
		const db = await fresh();
		const { press, carry, undo, cafe, live } = await running(db);
		expect(await undo(now)).toEqual(past);
		await press('changeover');
		expect(await undo(after(14))).toEqual({ ok: true });
		expect(await carry(live, after(15))).toEqual({ took: false, next: null });
		expect(await cafe()).toMatchObject({ phase: 'round', pendingStep: null });
		await press('changeover', {}, after(20));
		await carry(live, after(35));
		expect(await undo(after(35))).toEqual(past);
		expect(await cafe()).toMatchObject({ phase: 'changeover' });
	});

	test('takes effect at once for who says so', async () => {
		const db = await fresh();
		const { press, atOnce, cafe, live } = await running(db);
		expect(await atOnce(live, now)).toEqual(past);
		await press('changeover');
		expect(await atOnce(live, after(1))).toEqual({ ok: true });
		expect(await cafe()).toMatchObject({ phase: 'changeover', phaseAt: after(1) });
		expect(await atOnce(live, after(2))).toEqual(past);
	});

	test('is one, whoever presses: the second of the same is the first, and another one is refused', async () => {
		const db = await fresh();
		const { press, world, cafe } = await running(db);
		const both = await Promise.all([press('changeover'), press('changeover', {}, after(3), world.leader)]);
		// Which of two at once is first, the database says.
		const [first] = both;
		expect([after(15), after(18)]).toContain(first!.ok && first!.at);
		expect(both).toEqual([first, first]);
		expect(await press('vote', {}, after(4))).toEqual({ ok: false, reason: 'conflictPending' });
		expect(await cafe()).toMatchObject({ pendingStep: 'changeover', pendingAt: first!.ok && first!.at });
	});

	test('is pressed, taken back and hastened only by those who run the day, and only when it can be taken', async () => {
		const db = await fresh();
		const { press, world, cafeId, live } = await running(db);
		expect(await press('round')).toEqual({ ok: false, reason: 'duplicateRound' });
		expect(await press('changeover', {}, now, world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await press('changeover', {}, now, world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		await press('changeover');
		for (const [who, reason] of [
			[world.staff, 'notAllowed'],
			[world.stranger, 'notFound']
		] as const) {
			expect(await undoStep(db, who, cafeId, now)).toEqual({ ok: false, reason });
			expect(await takeStepNow(db, live, who, cafeId, now)).toEqual({ ok: false, reason });
		}
	});

	test('that can’t be taken when its time has come waits no longer, and the facilitator is told why until the next press', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		await db.updateTable('cafe').set({ phase: 'seated' }).execute();
		const { press, carry, cafe } = hands(db, world, room);
		await press('round');
		// Somebody sets the café up anew meanwhile: nobody is seated any more.
		await db.updateTable('cafe').set({ phase: 'setUp' }).execute();
		expect(await carry(boardsInMemory(), after(15))).toEqual({ took: true, next: null });
		const told = refusedStepOf(await cafe())!;
		expect(told).toMatchObject({ step: 'round', reason: 'emptySeating' });
		expect(refusedStepText(told)).toMatch(/\w+/);
		expect(await cafe()).toMatchObject({ phase: 'setUp', pendingStep: null });
		await db.updateTable('cafe').set({ phase: 'seated' }).execute();
		await press('round', {}, after(20));
		expect(refusedStepOf(await cafe())).toBeNull();
	});

	test('of somebody who may not run the day any more is not taken', async () => {
		const db = await fresh();
		const { press, carry, cafe, world, live } = await running(db);
		await press('changeover');
		await db.updateTable('person').set({ disabledAt: now }).where('id', '=', world.facilitator.id).execute();
		await carry(live, after(15));
		expect(await cafe()).toMatchObject({ phase: 'round', pendingStep: null });
		expect(refusedStepOf(await cafe())).toMatchObject({ reason: 'notAllowed' });
	});

	test('taken back while the boards are being frozen freezes none', async () => {
		const db = await fresh();
		const { press, undo, cafe, live, world, cafeId } = await running(db);
		await press('harvest');
		let back: unknown;
		const slow = {
			...live,
			async freeze(boardId: string) {
				back ??= await undo(after(14));
				return live.freeze(boardId);
			}
		};
		expect(await takeStepNow(db, slow, world.facilitator, cafeId, after(14))).toEqual(past);
		expect(back).toEqual({ ok: true });
		expect(await cafe()).toMatchObject({ phase: 'round', pendingStep: null, refusedStep: null });
		expect(await db.selectFrom('cafeTable').select('id').where('frozenAt', 'is not', null).execute()).toEqual([]);
	});

	test('outlives the process: what became due while none ran is taken when the next begins', async () => {
		const db = await fresh();
		const { press, cafe, live } = await running(db);
		await press('changeover');
		const told: string[] = [];
		const runner = (at: string) =>
			runSteps({
				db,
				live: { ...live, setStatus: (boardId) => void told.push(boardId), reauthorize: async () => undefined },
				now: () => at,
				failed: (error) => expect(error).toBeUndefined()
			});
		const early = runner(after(5));
		await early.resume();
		expect(await cafe()).toMatchObject({ phase: 'round', pendingStep: 'changeover' });
		await early.stop();
		const late = runner(after(3600));
		await late.resume();
		expect(await cafe()).toMatchObject({ phase: 'changeover', pendingStep: null });
		expect(told.length).toBeGreaterThan(0);
		await late.stop();
	});
});
