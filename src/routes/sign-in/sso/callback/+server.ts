import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { isSecure, startSession } from '#lib/people/auth/sessions.server.ts';
import { askToConnect, keepIssuerSession, signInBy } from '#lib/people/sso/commands.server.ts';
import type { Outcome, Who } from '#lib/people/sso/model.ts';
import { ssoCookie } from '#lib/people/sso/waiting.server.ts';
import type { RequestHandler } from './$types';

const told = { past: 'past', empty: 'declined', closed: 'away', notAllowed: 'tenant', invalid: 'invalid' } as const;

/** From the issuer, with a code. What came of it is told on the page to sign in, whose address has no code. */
export const GET: RequestHandler = async (event) => {
	const { locals, url, cookies } = event;
	if (!locals.sso) error(404);
	const back = (outcome: Outcome) => redirect(303, `/sign-in?sso=${outcome}`);
	const answer = await locals.sso.finish(cookies.get(ssoCookie(isSecure(locals.sessions))) ?? '', url.searchParams);
	if (!answer.ok) return back(told[answer.reason]);
	const signedIn = await signInBy(locals.db, answer.who, locals.sso.groups, locals.now);
	if (!signedIn.ok) return back(signedIn.reason === 'closed' ? 'disabled' : await asked(event, answer.who));
	await startSession(locals.sessions, cookies, signedIn.personId, false, (id) => keepIssuerSession(locals.db, id, answer.who.session));
	if (signedIn.isChanged) await locals.live.reauthorizeAll();
	redirect(303, answer.to);
};

/** Nobody's yet: the owner of the address is asked by mail, as often as they may ask for a password. */
async function asked({ locals, getClientAddress }: RequestEvent, who: Who): Promise<Outcome> {
	if (who.email === null) return 'unverified';
	if (!(await locals.askLimit.allows(getClientAddress(), who.email))) return 'limit';
	const { origin } = locals.settings;
	return (await askToConnect(locals.db, who, who.email, { origin, name: locals.sso!.name }, locals.now)) > 0 ? 'mailed' : 'unknown';
}
