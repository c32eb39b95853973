import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { planGathering, type PlanAnswers } from '#lib/gatherings/planning/planGathering.server.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import type { Actor } from '#lib/people/model.ts';
import { createCafe, type NotFoundOrForbidden } from './create.server.ts';
import { presets, type Preset, type Rhythm } from '../model.ts';
import { questionsFor, type Question } from './questions.ts';

/** The five answers, and what the tables may talk about: findings, goals or topics made into questions by the caller. */
export type ForumAnswers = PlanAnswers & { questions?: readonly Question[] };

/** A workshop sits together the whole time; a café moves. */
const workshop: { preset: Preset; rhythm: Rhythm } = { preset: 'own', rhythm: { rounds: 1, roundMinutes: 60, changeoverMinutes: 0 } };

class Refused extends Error {
	readonly refusal: Awaited<ReturnType<typeof createCafe>> & { ok: false };
	constructor(refusal: Awaited<ReturnType<typeof createCafe>> & { ok: false }) {
		super(refusal.reason);
		this.refusal = refusal;
	}
}

/**
 * A whole forum from five answers, all or nothing: the gathering with its programme and checklist, and, when the recipe
 * has work at tables, those tables with questions, boards and a join code. `cafeId` is null when it has none.
 * Refuses as `planGathering` and `createCafe` do.
 */
export async function planForum(
	db: Db,
	actor: Actor,
	answers: ForumAnswers,
	now: Instant
): Promise<
	| { ok: true; gatheringId: string; cafeId: string | null }
	| Exclude<Awaited<ReturnType<typeof planGathering>>, { ok: true }>
	| NotFoundOrForbidden
	| Refused['refusal']
> {
	try {
		return await inTransaction(db, async (trx) => {
			const planned = await planGathering(trx, actor, answers, now);
			if (!planned.ok) return planned;
			const recipe = recipeOf(planned.recipe);
			const { gatheringId } = planned;
			if (!recipe || recipe.tables === 0) return { ok: true, gatheringId, cafeId: null };
			const { locale } = await trx
				.selectFrom('municipality')
				.select('locale')
				.where('id', '=', actor.municipalityId)
				.executeTakeFirstOrThrow();
			const questions = questionsFor(recipe.tables, answers.questions ?? [], locale);
			const moves = recipe.places.some((place) => place.fill === 'fixed' && place.kind === 'cafe');
			const laid = await createCafe(
				trx,
				actor,
				gatheringId,
				{ ...(moves ? { preset: 'udir', rhythm: presets.udir } : workshop), questions },
				now
			);
			// Thrown, so that the transaction takes the gathering back with it.
			if (!laid.ok) throw new Refused(laid);
			return { ok: true, gatheringId, cafeId: laid.cafeId };
		});
	} catch (thrown) {
		if (thrown instanceof Refused) return thrown.refusal;
		throw thrown;
	}
}
