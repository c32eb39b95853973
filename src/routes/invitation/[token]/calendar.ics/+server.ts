import { error } from '@sveltejs/kit';
import { byToken } from '#lib/gatherings/invitations/rsvp.server.ts';
import { mailFactsOf } from '#lib/gatherings/invitations/queries.server.ts';
import { calendarOf } from '#lib/gatherings/invitations/mail.ts';
import { linkAddress } from '#lib/personalLink.server.ts';
import type { RequestHandler } from './$types';

/** The gathering for the calendar of whoever holds the link; it asks nobody and answers nothing. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const invitation = await byToken(locals.db, params.token);
	const facts = invitation && (await mailFactsOf(locals.db, invitation.municipalityId, invitation.gatheringId));
	if (!invitation || !facts) error(404);
	const { origin, mailFrom } = locals.settings;
	const method = invitation.gathering.state === 'cancelled' ? 'CANCEL' : 'PUBLISH';
	const file = calendarOf(
		facts,
		{ ...invitation, email: null },
		method,
		{ origin, mailFrom },
		linkAddress('invitation', origin, params.token),
		locals.now
	);
	return new Response(file, {
		headers: {
			'content-type': `text/calendar; charset=utf-8; method=${method}`,
			'content-disposition': 'attachment; filename="samling.ics"',
			'x-robots-tag': 'noindex'
		}
	});
};
