import { requireActor } from '#lib/people/auth/guard.server.ts';
import { civilDate } from '#lib/dates.ts';
import { mayReadAdopted } from '#lib/plan/model.ts';
import { toldPlan } from '#lib/plan/published/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { PageServerLoad } from './$types';

/** The plan in force for who reads what is decided: with what came of what was said as everybody may know it, and no draft. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadAdopted);
	const found = await planOf(locals.db, actor.municipalityId);
	return {
		told: (await toldPlan(locals.db, actor)) ?? null,
		versions: (found?.versions ?? []).filter(({ adoptedAt }) => adoptedAt !== null).toReversed(),
		today: civilDate(locals.now)
	};
};
