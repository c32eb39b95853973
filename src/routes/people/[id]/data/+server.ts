import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayErase } from '#lib/people/model.ts';
import { personalData } from '#lib/privacy/export.server.ts';
import { askFirst } from '../../../export/ticket.server.ts';
import type { RequestHandler } from './$types';

/** For a person who asked the municipality what it knows about them. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayErase);
	const data = (await personalData(locals.db, actor.municipalityId, params.id)) ?? error(404);
	askFirst(locals, actor, url);
	return new Response(JSON.stringify(data, null, '\t'), {
		headers: { 'content-type': 'application/json', 'content-disposition': 'attachment; filename="samling.json"' }
	});
};
