import { error, fail, redirect } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import * as people from '#lib/people/commands.server.ts';
import { setUp } from '#lib/people/input.ts';
import { sameSecret } from '#lib/tokens.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Only an empty installation has a set-up page. */
export const load: PageServerLoad = ({ locals }) => {
	if (!locals.setUpToken.current) error(404);
};

export const actions: Actions = {
	default: async ({ request, locals, cookies, getClientAddress }) => {
		const expected = locals.setUpToken.current;
		if (!expected) error(404);
		const form = parseForm(setUp, await request.formData());
		if (!form.ok) {
			const { password: _, ...values } = form.values;
			return fail(400, { values, errors: form.errors });
		}
		const { token, password, ...first } = form.data;
		const values = { token, ...first };
		if (!(await locals.signInLimit.allows(getClientAddress(), 'setup')))
			return fail(429, { values, reason: 'tooManyTries' as const });
		if (!sameSecret(token, expected)) return fail(409, { values, reason: 'wrongToken' as const });
		const done = await people.setUp(locals.db, { ...first, password }, locals.now);
		if (!done.ok) return fail(409, { values, reason: done.reason });
		locals.setUpToken.current = null;
		const session = await locals.sessions.createSession(done.personId, {});
		const cookie = locals.sessions.createSessionCookie(session.id);
		cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
		redirect(303, '/cycle');
	}
};
