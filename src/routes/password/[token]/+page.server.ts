import { redirect } from '@sveltejs/kit';
import { setPassword } from '#lib/people/auth/input.ts';
import { passwordLinkOf } from '#lib/people/auth/passwordLinks.server.ts';
import { setPasswordByLink } from '#lib/people/auth/setPassword.server.ts';
import { startSession } from '#lib/people/auth/sessions.server.ts';
import { passwordText } from '#lib/people/auth/text.ts';
import { recordSession } from '#lib/people/auth/trail.server.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. One that is unknown, used or past looks the same. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex' });
	const found = await passwordLinkOf(locals.db, params.token, locals.now);
	const { passwords } = locals.settings;
	const link = found && (passwords || found.byOperator) ? { name: found.name, email: found.email } : null;
	return { chrome: 'bare' as const, link, passwords };
};

export const actions = {
	default: openAction({
		input: setPassword,
		keep: () => ({}),
		run: async ({ data, params, locals }) => {
			const isOpen = locals.settings.passwords || (await passwordLinkOf(locals.db, params.token, locals.now))?.byOperator;
			return isOpen ? setPasswordByLink(locals.db, params.token, data.password, locals.now) : refuse('past');
		},
		text: passwordText,
		at: { invalidPassword: 'password' },
		done: async ({ personId, byOperator }, { event, locals }) => {
			await locals.live.reauthorizeAll();
			if (locals.settings.passwords || !byOperator) redirect(303, '/sign-in?set');
			// Where passwords are off, who runs the machine lets somebody in this once.
			await startSession(locals.sessions, event.cookies, personId, false);
			await recordSession(locals.db, personId, 'session.start', locals.now);
			redirect(303, '/');
		}
	})
};
