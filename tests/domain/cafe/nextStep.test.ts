import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyNoHarvest } from '#lib/cafe/harvest/freeze.server.ts';
import * as model from '#lib/cafe/model.ts';
import { whyNoChangeover, whyNoRound, whyNoVote } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { aCafe } from '../../support/cafe.ts';
import { freshSqlite } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** Every state that the commands can bring a café to. */
const states = fc
	.record({
		phase: fc.constantFrom(...model.phases),
		rounds: fc.integer({ min: 1, max: 4 }),
		at: fc.integer({ min: 1, max: 4 }),
		isSilent: fc.boolean(),
		votesPerSeat: fc.integer({ min: 0, max: 3 }),
		isArranged: fc.boolean(),
		present: fc.integer({ min: 0, max: 30 }),
		tables: fc.integer({ min: 1, max: 10 }),
		unharvested: fc.integer({ min: 0, max: 3 }),
		isTold: fc.boolean()
	})
	.map(({ phase, rounds, at, isSilent, votesPerSeat, isArranged, ...facts }) => {
		const isBegun = phase !== 'setUp' && phase !== 'seated';
		// The last round ends in no changeover.
		const last = phase === 'changeover' ? Math.max(1, rounds - 1) : rounds;
		const cafe = {
			...{ phase, votesPerSeat, rounds: phase === 'changeover' ? Math.max(2, rounds) : rounds },
			round: isBegun ? Math.min(at, last) : 0,
			silentAt: phase === 'round' && isSilent ? now : null,
			arrangedAt: isArranged ? now : null
		} as model.Cafe;
		return { cafe, facts };
	});

describe('the next step', () => {
	test('is never one that its command would refuse, in whatever state the café is', () => {
		fc.assert(
			fc.property(states, ({ cafe, facts }) => {
				const refusals: Partial<Record<model.NextStep, () => boolean>> = {
					seat: () => !(model.maySeat(cafe) && model.canSeat(facts.present, facts.tables)),
					startRound: () => whyNoRound(cafe) !== null,
					reveal: () => !model.mayReveal(cafe),
					endRound: () => whyNoChangeover(cafe) !== null,
					startVote: () => whyNoVote(cafe) !== null,
					closeBoards: () => whyNoHarvest(cafe) !== null,
					end: () => !model.mayEnd(cafe),
					awaitHarvest: () => !model.mayEnd(cafe)
				};
				expect(refusals[model.nextStep(cafe, facts)]?.() ?? false).toBe(false);
			}),
			{ numRuns: 1000 }
		);
	});

	test('with twelve people at eight tables is to choose fewer tables, and with four tables to seat them', async () => {
		const db = await freshSqlite();
		const world = await aMunicipality(db);
		const { cafeId } = await aCafe(db, world, { people: 12, tables: 8 });
		const cafe = { ...(await db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow()), arrangedAt: now };
		expect(await seatEveryone(db, world.facilitator, cafeId, now)).toEqual({ ok: false, reason: 'missingPeople' });
		const next = (tables: number) => model.nextStep(cafe, { present: 12, tables, unharvested: 0, isTold: false });
		expect([next(8), next(7), next(6), next(4)]).toEqual(['fewerTables', 'fewerTables', 'seat', 'seat']);
	});
});
