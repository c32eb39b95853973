import { error } from '@sveltejs/kit';
import { unsubscribable } from '#lib/mail/model.ts';
import { unsubscribeText as text } from '#lib/mail/text.ts';
import { setUnsubscribed, unsubscribeLinkOf } from '#lib/mail/unsubscribe.server.ts';
import { openAction } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const link = await unsubscribeLinkOf(locals.db, params.token);
	if (!link) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { kind, isUnsubscribed } = link;
	return { chrome: 'bare' as const, kind, isUnsubscribed, mayUnsubscribe: unsubscribable.includes(kind) };
};

export const actions = {
	stop: openAction({
		run: ({ params, locals }) => setUnsubscribed(locals.db, params.token, true, locals.now),
		text,
		done: () => undefined
	}),
	resume: openAction({
		run: ({ params, locals }) => setUnsubscribed(locals.db, params.token, false, locals.now),
		text,
		done: () => undefined
	})
};
