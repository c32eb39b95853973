import { error } from '@sveltejs/kit';
import { mayRelease } from '#lib/mail/model.ts';
import { neighbours, oneMail } from '#lib/mail/queries.server.ts';
import { requireActor } from '#lib/people/guard.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRelease);
	const mail = await oneMail(locals.db, municipalityId, params.id);
	if (!mail) error(404);
	return { mail, leaf: await neighbours(locals.db, mail), from: locals.settings.mailFrom };
};
