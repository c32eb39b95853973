import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { MailSettings } from '#lib/gatherings/model.ts';
import { planGathering, type PlanAnswers } from '#lib/gatherings/planning/planGathering.server.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import type { Actor } from '#lib/people/model.ts';
import { cafeOf } from '../queries.server.ts';
import { presets, type Preset, type Rhythm } from '../model.ts';
import { createCafe } from './create.server.ts';
import { questionsFor, type Question } from './questions.ts';

/** The five answers, and questions for the tables, which the caller makes of findings, goals or topics; without them those of `again`. */
export type ForumAnswers = PlanAnswers & { questions?: readonly Question[] };

/** In a workshop people stay at one table; in a café they change. */
const workshop: { preset: Preset; rhythm: Rhythm } = { preset: 'own', rhythm: { rounds: 1, roundMinutes: 60, changeoverMinutes: 0 } };

/**
 * A whole forum from five answers, all or nothing: the gathering with its programme and checklist, and, when the recipe
 * has work at tables, a café with questions, boards and a join code (`cafeId`, else null).
 * Refuses as `planGathering` and `createCafe` do.
 */
export async function planForum(db: Db, actor: Actor, answers: ForumAnswers, now: Instant, mail: MailSettings | null = null) {
	return command(db, async (trx) => {
		const planned = await planGathering(trx, actor, answers, now, mail);
		if (!planned.ok) return planned;
		const recipe = recipeOf(planned.recipe);
		const { gatheringId } = planned;
		if (!recipe || recipe.tables === 0) return { ok: true as const, gatheringId, cafeId: null };
		const { locale } = await trx
			.selectFrom('municipality')
			.select('locale')
			.where('id', '=', actor.municipalityId)
			.executeTakeFirstOrThrow();
		const given = answers.questions ?? (await questionsOfLast(trx, actor, answers));
		const questions = questionsFor(recipe.tables, given, locale);
		const isCafe = recipe.places.some((place) => place.fill === 'fixed' && place.kind === 'cafe');
		const options = isCafe ? { preset: 'udir' as const, rhythm: presets.udir } : workshop;
		const created = await createCafe(trx, actor, gatheringId, { ...options, questions, more: given }, now);
		return created.ok ? { ok: true as const, gatheringId, cafeId: created.cafeId } : created;
	});
}

/** The questions of the gathering that this one is to be like, when they are to come along. */
async function questionsOfLast(db: Db, actor: Actor, { again }: PlanAnswers): Promise<Question[]> {
	if (!again?.bring.includes('questions')) return [];
	const last = await cafeOf(db, actor.municipalityId, again.gatheringId);
	return last?.tables.map(({ question }) => ({ text: question, findingId: null })) ?? [];
}
