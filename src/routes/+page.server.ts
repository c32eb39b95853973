import { redirect } from '@sveltejs/kit';
import { dayPlace, phonePlace, type DayPlace } from '#lib/cafe/participants/currentCafe.server.ts';
import { onlyReads } from '#lib/people/model.ts';
import { isSetUp } from '#lib/people/queries.server.ts';
import { guestTokenOf } from './cookies.server.ts';
import type { PageServerLoad } from './$types';

/** On the day of a gathering everybody lands where they are needed; on other days whoever is signed in at their tasks. */
export const load: PageServerLoad = async (event) => {
	const { db, actor, now } = event.locals;
	const guestToken = guestTokenOf(event);
	const place = actor ? await dayPlace(db, actor, now) : guestToken ? await phonePlace(db, guestToken, now) : undefined;
	if (place) redirect(303, pathOf(place));
	if (actor) redirect(303, onlyReads(actor) ? '/adopted' : '/tasks');
	if (!(await isSetUp(db))) redirect(303, '/setup');
};

function pathOf(place: DayPlace): string {
	if (place.at === 'table') return `/table/${place.tableId}`;
	return place.at === 'cafe' ? `/gatherings/${place.gatheringId}/cafe` : `/join/${place.joinToken}`;
}
