import { redirect } from '@sveltejs/kit';
import { connect, connectLinkOf } from '#lib/people/sso/commands.server.ts';
import { connectText as text } from '#lib/people/sso/text.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. One that is unknown, used or past looks the same. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex' });
	const link = await connectLinkOf(locals.db, params.token, locals.now);
	const { name = '', email = '', municipality = '' } = link ?? {};
	return { chrome: 'bare' as const, link: link ? { name, email: email ?? '', municipality } : null, issuer: locals.sso?.name ?? '' };
};

export const actions = {
	/** Signs nobody in: whoever has the link must still be who signs in at the issuer. */
	default: openAction({
		run: ({ params, locals }) => connect(locals.db, params.token, locals.now),
		text,
		done: () => redirect(303, '/sign-in?sso=connected')
	})
};
