import { error, redirect } from '@sveltejs/kit';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import { isSecure } from '#lib/people/auth/sessions.server.ts';
import { browserSecret, ssoCookie, ssoSeconds } from '#lib/people/sso/waiting.server.ts';
import type { RequestHandler } from './$types';

/** To the issuer. A link and no form: a form may lead to our own pages only (`form-action`), also by a redirect. */
export const GET: RequestHandler = async ({ locals, url, cookies }) => {
	if (!locals.sso) error(404);
	const name = ssoCookie(isSecure(locals.sessions));
	const browser = browserSecret(cookies.get(name));
	const begun = await locals.sso.begin(browser, ownPath(url.searchParams.get('to')));
	if (!begun.ok) redirect(303, '/sign-in?sso=away');
	cookies.set(name, browser, { path: '/', httpOnly: true, secure: isSecure(locals.sessions), sameSite: 'lax', maxAge: ssoSeconds });
	redirect(303, begun.address.href);
};
