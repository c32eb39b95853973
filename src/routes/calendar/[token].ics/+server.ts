import { error } from '@sveltejs/kit';
import { feedOf } from '#lib/gatherings/calendar/feeds.server.ts';
import type { RequestHandler } from './$types';

/** A calendar to subscribe to. Unknown, taken back and ended links look the same. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const file = await feedOf(locals.db, params.token, locals.settings.origin, locals.now);
	if (!file) error(404);
	return new Response(file, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'inline; filename="samling.ics"',
			'x-robots-tag': 'noindex'
		}
	});
};
