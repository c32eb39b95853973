import { mayErase } from '#lib/people/model.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { exportPersonalData } from '#lib/privacy/export.server.ts';
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** For a person who asked the municipality what it knows about them. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayErase);
	const taken = await exportPersonalData(locals.db, actor, params.id, locals.now);
	if (!taken.ok) error(404);
	return new Response(JSON.stringify(taken.data, null, '\t'), {
		headers: { 'content-type': 'application/json', 'content-disposition': 'attachment; filename="samling.json"' }
	});
};
