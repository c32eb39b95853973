import { error, redirect } from '@sveltejs/kit';
import { setUp } from '#lib/people/auth/setUp.server.ts';
import * as input from '#lib/people/auth/input.ts';
import { startSession } from '#lib/people/auth/sessions.server.ts';
import { setUpText } from '#lib/people/auth/text.ts';
import { refuse } from '#lib/result.ts';
import { sameSecret } from '#lib/tokens.server.ts';
import { openAction } from '../action.server.ts';
import type { PageServerLoad, RequestEvent } from './$types';

/** Only an empty installation has a set-up page. */
export const load: PageServerLoad = ({ locals }) => {
	if (!locals.setUpToken.current) error(404);
};

const setUpFirst = openAction({
	input: input.setUp,
	keep: ({ password: _, ...values }) => values,
	run: async ({ data: { token, ...first }, event, locals }) => {
		if (!(await locals.signInLimit.allows(event.getClientAddress(), 'setup'))) return refuse('limit');
		if (!sameSecret(token, locals.setUpToken.current ?? '')) return refuse('invalidToken');
		return setUp(locals.db, first, locals.now);
	},
	text: setUpText,
	done: async ({ personId }, { locals, event }) => {
		locals.setUpToken.current = null;
		await startSession(locals.sessions, event.cookies, personId, false);
		redirect(303, '/cycle');
	}
});

export const actions = {
	default: (event: RequestEvent) => (event.locals.setUpToken.current ? setUpFirst(event) : error(404))
};
