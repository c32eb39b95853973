import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/guard.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { documentOf, inputsOf, planOf } from '#lib/plan/queries.server.ts';
import { isIntact } from '#lib/plan/versions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const { db } = locals;
	const found = await planOf(db, municipalityId);
	const version = found?.versions.find((candidate) => candidate.id === params.id && candidate.adoptedAt !== null);
	if (!found || !version) error(404);
	const before = found.versions.find((candidate) => candidate.number === version.number - 1);
	return {
		plan: found.plan,
		version,
		before: before ?? null,
		elements: await documentOf(db, municipalityId, version.id),
		inputs: (await inputsOf(db, municipalityId, version.id)).filter((input) => input.outcome !== null),
		isIntact: await isIntact(db, version),
		justAdopted: url.searchParams.has('adopted')
	};
};
