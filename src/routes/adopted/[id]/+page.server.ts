import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isIntact } from '#lib/plan/document/adoption.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { mayReadAdopted } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { PageServerLoad } from './$types';

/** An adopted version for who reads what is decided. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { municipalityId } = requireActor(locals, url, mayReadAdopted);
	const found = await planOf(locals.db, municipalityId);
	const version = found?.versions.find(({ id, adoptedAt }) => id === params.id && adoptedAt !== null) ?? error(404);
	return {
		version,
		elements: await documentOf(locals.db, municipalityId, version.id),
		isIntact: await isIntact(locals.db, version)
	};
};
