import { redirect } from '@sveltejs/kit';
import { recordSession } from '#lib/people/auth/trail.server.ts';
import { isByIssuer } from '#lib/people/sso/commands.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: async ({ locals, cookies }) => {
		const id = cookies.get(locals.sessions.sessionCookieName);
		const byIssuer = locals.sso && id && (await isByIssuer(locals.db, id));
		if (id) {
			await locals.sessions.invalidateSession(id);
			if (locals.actor) await recordSession(locals.db, locals.actor.id, 'session.end', locals.now);
			// Boards that this browser has open know the session by its cookie.
			await locals.live.reauthorizeAll(({ cookie }) => cookie?.includes(id) ?? false);
		}
		const blank = locals.sessions.createBlankSessionCookie();
		cookies.set(blank.name, blank.value, { path: '/', ...blank.attributes });
		redirect(303, byIssuer ? '/sign-in?sso=out' : '/');
	}
};
