import type { RequestEvent } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { isAsked } from '#lib/gatherings/evaluation/commands.server.ts';
import { invitees, type Invitee } from '#lib/gatherings/invitations/queries.server.ts';
import { mayCheckIn, mayPlan, whyNotCheckIn } from '#lib/gatherings/model.ts';
import { newId } from '#lib/ids.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { currentUnits } from '#lib/people/units/names.server.ts';
import { loadGathering } from '../gathering.server.ts';
import { hereNow } from './here.server.ts';

/** The list at the door: who can come, who is here, and whether the doors are open. */
export async function attendanceList(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { locals, url } = event;
	const { actor, gathering, scope } = await loadGathering(event, mayFacilitate);
	const today = civilDate(locals.now);
	const onDate = gathering.date ?? today;
	const people = await invitees(...scope, onDate, locals.now);
	const scanned = url.searchParams.get('invitation');
	const units = await currentUnits(locals.db, actor.municipalityId, onDate, locals.locale);
	return {
		gathering: { id: gathering.id, theme: gathering.theme, date: gathering.date, attendedCount: gathering.attendedCount },
		mayCheckIn: mayCheckIn(actor, gathering, today),
		mayMend: mayFacilitate(actor),
		/** It was held in Samling, and those who were there have not been asked what they got out of it. */
		mayAsk: gathering.heldAt !== null && mayPlan(actor) && !(await isAsked(...scope)),
		/** The id of the next walk-in where the form is sent without a script, so that sent twice it is one person. */
		key: newId(),
		// Who was not invited has no invitation, and neither has an address without one.
		scanned: (scanned && people.find((person) => person.invitationId === scanned)?.personId) || null,
		closed: whyNotCheckIn(gathering, today),
		people: gathering.state === 'held' ? [] : people.map(listed),
		now: await hereNow(event),
		units: units.map(({ id, colour, name }) => ({ id, colour, name }))
	};
}

/** Only what the list shows: this page is on phones at the door. */
const listed = ({ personId, name, unitId, answer, invitedAt }: Invitee) => ({
	personId,
	name,
	unitId,
	answer,
	invited: invitedAt !== null
});
