import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { threadOf } from '#lib/plan/thread/queries.server.ts';
import { startKinds } from '#lib/plan/thread/model.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const kind = startKinds.find((known) => known === params.kind) ?? error(404);
	const thread = await threadOf(locals.db, municipalityId, { kind, id: params.id });
	return { thread: thread ?? error(404) };
};
