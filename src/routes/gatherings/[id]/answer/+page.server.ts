import type { RequestEvent } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { replyPage } from '../../../invitation/reply.server.ts';
import { replyActions } from '../../../invitation/replyActions.server.ts';
import type { PageServerLoad } from './$types';

/** One's own invitation, for whoever is signed in: staff and partners alike. */
const keyOf = ({ params, locals, url }: Pick<RequestEvent, 'params' | 'locals' | 'url'>) => {
	const actor = requireActor(locals, url);
	return { municipalityId: actor.municipalityId, gatheringId: params.id!, personId: actor.id };
};

export const load: PageServerLoad = async (event) => replyPage(event.locals, keyOf(event));

export const actions = replyActions(keyOf);
