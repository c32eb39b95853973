import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { invitationOf } from '#lib/gatherings/invitations/rsvp.server.ts';
import { maySee, whyNotAnswer } from '#lib/gatherings/model.ts';
import { standing } from '#lib/gatherings/invitations/capacity.ts';
import { attendances } from '#lib/gatherings/attendance/queries.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff, mayFacilitate } from '#lib/people/model.ts';
import type { LayoutServerLoad } from './$types';

/** The rooms of a gathering that this reader may enter. Every page guards itself as well. */
export const load: LayoutServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url);
	const gathering = await byId(locals.db, actor.municipalityId, params.id);
	if (
		!gathering ||
		!maySee(
			actor,
			gathering.partners.map((partner) => partner.id)
		)
	)
		error(404);
	const runs = mayFacilitate(actor);
	const tables = (recipeOf(gathering.recipe)?.tables ?? 0) > 0;
	const rooms = [
		'overview' as const,
		'programme' as const,
		...(runs ? (['invitations', 'attendance'] as const) : []),
		...(runs && tables ? (['cafe'] as const) : []),
		...(isStaff(actor) ? (tables ? (['harvest', 'summary'] as const) : (['summary'] as const)) : [])
	];
	const own = await invitationOf(locals.db, { municipalityId: actor.municipalityId, gatheringId: gathering.id, personId: actor.id });
	return {
		rooms,
		/** How it stands with the reader's own invitation, while it can be answered. */
		invited: own && whyNotAnswer(gathering, civilDate(locals.now)) === null ? standing(own, locals.now) : null,
		/** What the bar above every page of the gathering says. */
		bar: {
			id: gathering.id,
			series: inLanguage(locals.locale, { nn: gathering.seriesNn, nb: gathering.seriesNb }),
			theme: gathering.theme,
			date: gathering.date,
			month: gathering.month,
			year: gathering.year,
			/** How many are here, told anew on each page; the list at the door counts for itself. */
			here:
				runs && gathering.state === 'open' && !url.pathname.endsWith('/attendance')
					? (await attendances(locals.db, actor.municipalityId, gathering.id)).length
					: null
		}
	};
};
