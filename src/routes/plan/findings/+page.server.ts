import { requireActor } from '#lib/people/auth/guard.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { preAnalyses } from '#lib/plan/inputs/preAnalysis.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import * as findingActions from './findingActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	const version = found?.open ?? found?.inForce;
	const elements = version ? await elementsOf(locals.db, version.id) : [];
	return {
		analyses: await preAnalyses(locals.db, municipalityId),
		elements: elements.map(({ elementId, kind, number, nn, nb }) => ({ elementId, kind, number, nn, nb })),
		inDraft: found?.open !== undefined,
		editing: url.searchParams.get('edit')
	};
};

export const actions = { ...findingActions };
