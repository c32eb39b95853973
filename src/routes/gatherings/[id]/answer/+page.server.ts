import { requireActor } from '#lib/people/auth/guard.server.ts';
import { replyActions, replyPage } from '../../../invitation/reply.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** One's own invitation, for whoever is signed in: staff and partners alike. */
const keyOf = ({ params, locals, url }: Pick<RequestEvent, 'params' | 'locals' | 'url'>) => {
	const actor = requireActor(locals, url);
	return { municipalityId: actor.municipalityId, gatheringId: params.id, personId: actor.id };
};

export const load: PageServerLoad = async (event) => replyPage(event.locals, keyOf(event));

export const actions: Actions = replyActions<RequestEvent>(keyOf);
