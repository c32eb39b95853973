import { error, json } from '@sveltejs/kit';
import { endIssuerSessions } from '#lib/people/sso/commands.server.ts';
import type { RequestHandler } from './$types';

/** The issuer's server tells that a sign-in has ended (Back-Channel Logout 1.0, § 2.8). Its signature says that it is the issuer. */
export const POST: RequestHandler = async ({ locals, request }) => {
	if (!locals.sso) error(404);
	const token = new URLSearchParams(await request.text()).get('logout_token');
	const read = await locals.sso.readLogout(token ?? '');
	if (!read.ok) return json({ error: 'invalid_request' }, { status: read.reason === 'closed' ? 503 : 400 });
	if ((await endIssuerSessions(locals.db, read, locals.now)) > 0) await locals.live.reauthorizeAll();
	return new Response(null, { headers: { 'cache-control': 'no-store' } });
};
