import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { undecided } from '#lib/plan/document/versions.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, actor.municipalityId);
	return {
		rooms: { isOpen: found?.open !== undefined, waiting: found?.open ? await undecided(locals.db, found.open.id) : 0 },
		mayRevise: mayRevise(actor)
	};
};
