import { error } from '@sveltejs/kit';
import { hashOf } from '#lib/tokens.server.ts';
import { asPicture } from '#lib/summaries/pictures/response.server.ts';
import { pictureByLink } from '#lib/summaries/pictures/queries.server.ts';
import type { RequestHandler } from './$types';

/** A picture of the version that the personal link opens. */
export const GET: RequestHandler = async ({ locals, params }) =>
	asPicture((await pictureByLink(locals.db, hashOf(params.token), params.picture)) ?? error(404));
