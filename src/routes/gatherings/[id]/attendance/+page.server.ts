import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { checkIn, undoCheckIn, walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { createCheckInCode } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { askForEvaluation, isAsked } from '#lib/gatherings/evaluation/commands.server.ts';
import * as input from '#lib/gatherings/attendance/input.ts';
import { invitees } from '#lib/gatherings/invitations/queries.server.ts';
import { mayCheckIn, mayPlan, whyNotCheckIn } from '#lib/gatherings/model.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isCurrent, mayFacilitate } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { hereNow } from './here.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, params, url } = event;
	const actor = requireActor(locals, url, mayFacilitate);
	const scope = [locals.db, actor.municipalityId, params.id] as const;
	const gathering = await byId(...scope);
	if (!gathering) error(404);
	const today = civilDate(locals.now);
	const onDate = gathering.date ?? today;
	const people = await invitees(...scope, onDate, locals.now);
	const scanned = url.searchParams.get('invitation');
	return {
		gathering: { id: gathering.id, date: gathering.date, attendedCount: gathering.attendedCount },
		mayCheckIn: mayCheckIn(actor, gathering, today),
		/** It was held in Samling, and those who were there have not been asked what they got out of it. */
		mayAsk: gathering.heldAt !== null && mayPlan(actor) && !(await isAsked(...scope)),
		/** What the next walk-in is called where the form is sent as it stands, so that sent twice it is one person. */
		key: newId(),
		// Who was not invited has no invitation, and neither has an address without one.
		scanned: (scanned && people.find((person) => person.invitationId === scanned)?.personId) || null,
		closed: whyNotCheckIn(gathering, today),
		// Only what the list shows: this page is on phones at the door.
		people:
			gathering.state === 'held'
				? []
				: people.map(({ personId, name, unitId, answer, invitedAt }) => ({
						personId,
						name,
						unitId,
						answer,
						invited: invitedAt !== null
					})),
		now: await hereNow(event),
		units: (await units(locals.db, actor.municipalityId))
			.filter((unit) => isCurrent(unit, onDate))
			.map((unit) => ({ id: unit.id, colour: unit.colour, name: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
};

export const actions: Actions = {
	checkIn: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url, mayFacilitate);
		const form = parseForm(input.checkIn, await request.formData());
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		const done = await checkIn(locals.db, actor, params.id, form.data.personId, locals.now);
		if (!done.ok) return fail(409, { id: 'list', reason: done.reason });
	},
	undo: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url, mayFacilitate);
		const form = parseForm(input.undo, await request.formData());
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		const done = await undoCheckIn(locals.db, actor, params.id, form.data, locals.now);
		if (!done.ok) return fail(409, { id: 'list', reason: done.reason });
	},
	walkIn: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url, mayFacilitate);
		const form = parseForm(input.walkIn, await request.formData());
		if (!form.ok) return fail(400, { id: 'walkIn', values: form.values, errors: form.errors });
		const { key, ...guest } = form.data;
		const done = await walkIn(locals.db, actor, params.id, { ...guest, ...(key !== undefined && { key }) }, locals.now);
		if (!done.ok) return fail(409, { id: 'walkIn', values: form.data, reason: done.reason });
		return { id: 'walkIn', done: form.data.name };
	},
	evaluate: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url, mayFacilitate);
		const { origin, mailFrom } = locals.settings;
		const done = await askForEvaluation(locals.db, actor, params.id, { origin, mailFrom }, locals.now);
		if (!done.ok) return fail(409, { id: 'evaluate', reason: done.reason });
		return { id: 'evaluate', asked: done.asked };
	},
	door: async ({ locals, params, url }) => {
		const done = await createCheckInCode(locals.db, requireActor(locals, url, mayFacilitate), params.id, locals.now);
		if (!done.ok) return fail(409, { id: 'list', reason: done.reason });
	}
};
