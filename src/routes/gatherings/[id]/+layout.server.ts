import { civilDate } from '#lib/dates.ts';
import { invitationOf } from '#lib/gatherings/invitations/rsvp.server.ts';
import { whyNotAnswer } from '#lib/gatherings/model.ts';
import { invitationStatus } from '#lib/gatherings/invitations/capacity.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { whoCame } from '#lib/cafe/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { loadGathering } from './gathering.server.ts';
import { roomsFor } from './rooms.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
	const { locals, url } = event;
	const { actor, gathering, scope } = await loadGathering(event);
	const runs = mayFacilitate(actor);
	const own = await invitationOf(locals.db, { municipalityId: actor.municipalityId, gatheringId: gathering.id, personId: actor.id });
	return {
		rooms: roomsFor(
			actor,
			gathering,
			(await programme(...scope)).map(({ kind }) => kind)
		),
		/** How it stands with the reader's own invitation, while it can be answered. */
		invited: own && whyNotAnswer(gathering, civilDate(locals.now)) === null ? invitationStatus(own, locals.now) : null,
		/** What the bar above every page of the gathering says. */
		bar: {
			id: gathering.id,
			series: inLanguage(locals.locale, { nn: gathering.seriesNn, nb: gathering.seriesNb }),
			theme: gathering.theme,
			date: gathering.date,
			month: gathering.month,
			year: gathering.year,
			/** How many are here, told anew on each page; the list at the door counts for itself. */
			here: runs && gathering.state === 'open' && !url.pathname.endsWith('/attendance') ? await whoCame(...scope) : null
		}
	};
};
