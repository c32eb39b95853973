import { requireActor } from '#lib/people/guard.server.ts';
import { indicators } from '#lib/plan/indicators.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	return { indicators: await indicators(locals.db, municipalityId), plan: found?.plan ?? null };
};
