import { requireActor } from '#lib/people/auth/guard.server.ts';
import { exportOwnData } from '#lib/privacy/export.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = requireActor(locals, url);
	return new Response(JSON.stringify(await exportOwnData(locals.db, actor, locals.now), null, '\t'), {
		headers: { 'content-type': 'application/json', 'content-disposition': 'attachment; filename="samling.json"' }
	});
};
