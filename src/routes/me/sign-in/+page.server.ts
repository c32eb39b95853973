import { requireActor } from '#lib/people/auth/guard.server.ts';
import { changePassword as input } from '#lib/people/auth/input.ts';
import { hasPassword } from '#lib/people/auth/passwords.server.ts';
import { changePassword } from '#lib/people/auth/setPassword.server.ts';
import { passwordText } from '#lib/people/auth/text.ts';
import { refuse } from '#lib/result.ts';
import { action } from '../../action.server.ts';
import { factorActions, factorFor } from './factorActions.server.ts';
import { people_too_many_tries } from '#lib/i18n/paraglide/messages.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url);
	const isOn = locals.settings.passwords;
	const factor = isOn ? await factorFor(locals.db, actor) : null;
	return { hasPassword: isOn && (await hasPassword(locals.db, actor.id)), factor, issuer: isOn ? undefined : locals.sso?.name };
};

export const actions = {
	...factorActions,
	password: action({
		id: 'password',
		input,
		keep: () => ({}),
		run: async ({ actor, data, event, locals }) => {
			const address = event.getClientAddress();
			if (!(await locals.signInLimit.allows(address, actor.id))) return refuse('limit');
			const changed = await changePassword(locals.db, actor, data, event.cookies.get(locals.sessions.sessionCookieName), locals.now);
			if (changed.ok) await locals.signInLimit.wasRight(address, actor.id);
			return changed;
		},
		text: { ...passwordText, limit: people_too_many_tries },
		at: { invalidPresent: 'present', invalidPassword: 'password' },
		done: async (_, { locals }) => {
			await locals.live.reauthorizeAll();
			return { id: 'password', done: true as const };
		}
	})
};
