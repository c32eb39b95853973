import { error, fail } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mailBecameOf, readersOf } from '#lib/plan/inputs/outcomeMail.server.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { documentOf, inputsOf, planOf } from '#lib/plan/queries.server.ts';
import { isIntact } from '#lib/plan/document/versions.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const { municipalityId } = actor;
	const { db } = locals;
	const found = await planOf(db, municipalityId);
	const version = found?.versions.find((candidate) => candidate.id === params.id && candidate.adoptedAt !== null);
	if (!found || !version) error(404);
	const before = found.versions.find((candidate) => candidate.number === version.number - 1);
	return {
		version,
		before: before ?? null,
		elements: await documentOf(db, municipalityId, version.id),
		inputs: (await inputsOf(db, municipalityId, version.id)).filter((input) => input.outcome !== null),
		isIntact: await isIntact(db, version),
		readers: mayRevise(actor)
			? (await readersOf(db, municipalityId, version.id)).map(({ name, told }) => ({ name, count: told.length }))
			: [],
		justAdopted: url.searchParams.has('adopted')
	};
};

export const actions: Actions = {
	tell: async ({ locals, url, params }) => {
		const actor = requireActor(locals, url, mayRevise);
		const done = await mailBecameOf(locals.db, actor, params.id, locals.settings.origin, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		return done.ok ? { queued: done.queued } : fail(409, { reason: done.reason });
	}
};
