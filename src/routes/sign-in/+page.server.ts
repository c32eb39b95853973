import { fail, redirect } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import * as people from '#lib/people/commands.server.ts';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import { signIn } from '#lib/people/input.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const to = ownPath(url.searchParams.get('to'));
	if (locals.actor) redirect(303, to);
	return { demo: locals.settings.demo };
};

export const actions: Actions = {
	default: async ({ request, locals, cookies, url, getClientAddress }) => {
		const form = parseForm(signIn, await request.formData());
		if (!form.ok) return fail(400, { values: { email: form.values.email }, errors: form.errors });
		const { email, password } = form.data;
		if (!(await locals.signInLimit.allows(getClientAddress(), email))) {
			return fail(429, { values: { email }, reason: 'tooManyTries' as const });
		}
		const found = await people.whoSignsIn(locals.db, email, password);
		if (!found) return fail(400, { values: { email }, reason: 'wrongSignIn' as const });
		const session = await locals.sessions.createSession(found.personId, {});
		const cookie = locals.sessions.createSessionCookie(session.id);
		cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
		redirect(303, ownPath(url.searchParams.get('to')));
	}
};
