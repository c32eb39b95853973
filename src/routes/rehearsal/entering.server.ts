import type { RequestEvent } from '@sveltejs/kit';
import { enterRehearsal } from '#lib/cafe/rehearsal/cookies.server.ts';
import { isSecure } from '#lib/people/auth/sessions.server.ts';
import type { Rehearsal } from '../../rehearsal.server.ts';

/** Gives a browser what it carries in a rehearsal; `leads`: as the facilitator there. */
export function enter({ cookies, locals }: Pick<RequestEvent, 'cookies' | 'locals'>, rehearsal: Rehearsal, leads: boolean): void {
	const { token, session, routes } = rehearsal;
	const entered = { token, session, sessionCookie: routes.sessions.sessionCookieName };
	enterRehearsal(cookies, entered, { isInside: locals.rehearsal !== null, leads, isSecure: isSecure(locals.sessions) });
}
