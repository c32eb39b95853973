import type { RequestEvent } from '@sveltejs/kit';
import { replyPage } from '../reply.server.ts';
import { replyActions } from '../replyActions.server.ts';
import type { PageServerLoad } from './$types';

const keyOf = ({ params, locals }: Pick<RequestEvent, 'params' | 'locals'>) => ({
	token: params.token!,
	readerId: locals.actor?.id ?? null
});

export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'x-robots-tag': 'noindex' });
	return { chrome: 'bare' as const, calendar: true, ...(await replyPage(event.locals, keyOf(event))) };
};

export const actions = replyActions(keyOf);
