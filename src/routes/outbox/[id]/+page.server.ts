import { error } from '@sveltejs/kit';
import { mayRelease } from '#lib/mail/model.ts';
import { neighbours, oneMail } from '#lib/mail/queries.server.ts';
import { sendTrial } from '#lib/mail/release.server.ts';
import { trialText } from '#lib/mail/text.ts';
import { replyAddress } from '#lib/handover/replyAddress.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { persons } from '#lib/people/queries.server.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRelease);
	const mail = await oneMail(locals.db, municipalityId, params.id);
	if (!mail) error(404);
	return {
		mail,
		leaf: await neighbours(locals.db, mail),
		from: locals.settings.mailFrom,
		replyTo: await replyAddress(locals.db, mail, locals.now)
	};
};

export const actions = {
	/** A copy to oneself. */
	trial: action({
		may: mayRelease,
		run: async ({ actor, params, locals }) => {
			const email = (await persons(locals.db, actor.municipalityId)).find((person) => person.id === actor.id)?.email ?? '';
			return sendTrial(locals.db, actor, params.id, { email, origin: locals.settings.origin }, locals.now);
		},
		text: trialText,
		done: ({ sentTo }, { locals }) => {
			locals.mailDelivery.nudge();
			return { sentTo };
		}
	})
};
