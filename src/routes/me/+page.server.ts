import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { personalData } from '#lib/privacy/export.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url);
	const own = await personalData(locals.db, actor.municipalityId, actor.id);
	if (!own) error(404);
	const { log, ...data } = own;
	return { own: { ...data, logged: log.length } };
};
