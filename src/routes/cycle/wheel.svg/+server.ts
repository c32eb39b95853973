import { wheelPicture } from '#lib/cycle/wheel/svg.ts';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { ringsAsked, yearAsked, yearPage } from '../yearPage.server.ts';
import type { RequestHandler } from './$types';

/** The wheel of `?year=` with `?rings=kind|unit` as a file: the drawing, not the page. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const { db, now, locale } = locals;
	const { year, today, wheel } = await yearPage(db, actor, yearAsked(url.searchParams.get('year'), civilDate(now)), now, locale);
	const drawing = wheelPicture({ year, today, municipality: actor.municipalityName, locale, ringsBy: ringsAsked(url), ...wheel });
	return new Response(drawing, {
		headers: {
			'content-type': 'image/svg+xml; charset=utf-8',
			'content-disposition': `attachment; filename="samling-${year}.svg"`,
			// Opened in a browser it is a picture and nothing else.
			'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'"
		}
	});
};
