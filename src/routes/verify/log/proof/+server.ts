import { error, json } from '@sveltejs/kit';
import { printedHead } from '#lib/plan/package/input.ts';
import { logSince } from '#lib/plan/package/verify.server.ts';
import type { RequestHandler } from './$types';

/** The proof that today's log begins with the one whose head is printed in a plan, for `verify.mjs`. */
export const GET: RequestHandler = async ({ locals, url, getClientAddress }) => {
	if (!(await locals.verifyLimit.allows(getClientAddress()))) error(429);
	const asked = printedHead(url.searchParams);
	const found = asked && (await logSince(locals.db, asked));
	if (!found) error(404);
	const { first, second, path } = found;
	return json({ first, second, path }, { headers: { 'content-disposition': 'attachment; filename="consistency.json"' } });
};
