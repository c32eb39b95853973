import { redirect } from '@sveltejs/kit';
import { setPassword } from '#lib/people/auth/input.ts';
import { passwordLinkOf } from '#lib/people/auth/passwordLinks.server.ts';
import { setPasswordByLink } from '#lib/people/auth/setPassword.server.ts';
import { passwordText } from '#lib/people/auth/text.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. One that is unknown, used or past looks the same. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex', 'referrer-policy': 'no-referrer' });
	const link = await passwordLinkOf(locals.db, params.token, locals.now);
	return { chrome: 'bare' as const, link: link ? { name: link.name, email: link.email } : null };
};

export const actions = {
	default: openAction({
		input: setPassword,
		keep: () => ({}),
		run: ({ data, params, locals }) => setPasswordByLink(locals.db, params.token, data.password, locals.now),
		text: passwordText,
		at: { invalidPassword: 'password' },
		done: async (_, { locals }) => {
			await locals.live.reauthorizeAll();
			redirect(303, '/sign-in?set');
		}
	})
};
