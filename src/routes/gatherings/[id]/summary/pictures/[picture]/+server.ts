import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { asPicture } from '#lib/summaries/pictures/response.server.ts';
import { pictureAt } from '#lib/summaries/pictures/queries.server.ts';
import type { RequestHandler } from './$types';

/** A picture that some version of the summary shows, the draft included. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, isStaff);
	return asPicture((await pictureAt(locals.db, actor.municipalityId, params.id, params.picture)) ?? error(404));
};
