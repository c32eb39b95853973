import { error, fail } from '@sveltejs/kit';
import { sendTrial } from '#lib/mail/release.server.ts';
import { mayRelease } from '#lib/mail/model.ts';
import { neighbours, oneMail } from '#lib/mail/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { persons } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRelease);
	const mail = await oneMail(locals.db, municipalityId, params.id);
	if (!mail) error(404);
	return { mail, leaf: await neighbours(locals.db, mail), from: locals.settings.mailFrom };
};

export const actions: Actions = {
	/** A copy to oneself. */
	trial: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url, mayRelease);
		const email = (await persons(locals.db, actor.municipalityId)).find((person) => person.id === actor.id)?.email;
		if (!email) return fail(409, { reason: 'badAddress' as const });
		const done = await sendTrial(locals.db, actor, params.id, { email, origin: locals.settings.origin }, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		if (!done.ok) return fail(409, { reason: done.reason });
		locals.mailDelivery.nudge();
		return { sentTo: email };
	}
};
