import { redirect } from '@sveltejs/kit';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import { signIn } from '#lib/people/auth/input.ts';
import { passwordMarkOf, whoSignsIn } from '#lib/people/auth/passwords.server.ts';
import { startSession } from '#lib/people/auth/sessions.server.ts';
import { recordRefusedSignIn, recordSession } from '#lib/people/auth/trail.server.ts';
import { signInText } from '#lib/people/auth/text.ts';
import { secondFactorOf } from '#lib/people/secondFactor/commands.server.ts';
import { outcomeOf } from '#lib/people/sso/model.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const to = ownPath(url.searchParams.get('to'));
	if (locals.actor) redirect(303, to);
	const { settings, sso } = locals;
	const outcome = sso && outcomeOf(url.searchParams.get('sso'));
	const isSet = url.searchParams.has('set');
	return { demo: settings.demo, isSet, passwords: settings.passwords, issuer: sso?.name, outcome, to };
};

export const actions = {
	default: openAction({
		input: signIn,
		keep: ({ email = '' }) => ({ email }),
		run: async ({ data: { email, password }, event, locals }) => {
			if (!locals.settings.passwords) return refuse('closed');
			const address = event.getClientAddress();
			if (!(await locals.signInLimit.allows(address, email))) return refuse('limit');
			const found = await whoSignsIn(locals.db, email, password);
			if (found) {
				await locals.signInLimit.wasRight(address, email);
				return { ok: true as const, ...found };
			}
			// Not waited for: how long the answer takes must not tell whether there is such an account.
			void recordRefusedSignIn(locals.db, email, locals.now);
			return refuse('invalid');
		},
		text: signInText,
		// Nothing tells which of the two was wrong.
		at: { invalid: null },
		done: async ({ personId }, { data, event, locals }) => {
			const passwordMark = await passwordMarkOf(locals.db, personId);
			if (passwordMark && (await secondFactorOf(locals.db, personId)).state === 'on')
				return { step: locals.signInSteps.begin({ personId, passwordMark, isOwnMachine: data.isOwnMachine }) };
			await startSession(locals.sessions, event.cookies, personId, data.isOwnMachine);
			await recordSession(locals.db, personId, 'session.start', locals.now);
			redirect(303, ownPath(event.url.searchParams.get('to')));
		}
	})
};
