import { error, fail, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { cancelGathering, changeDetails, sendUpdates } from '#lib/gatherings/rescheduling/commands.server.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { addTask, tick } from '#lib/gatherings/checklist/commands.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import * as ideas from '#lib/gatherings/planning/ideas.server.ts';
import { task, taskTick } from '#lib/gatherings/checklist/input.ts';
import { cost } from '#lib/gatherings/input.ts';
import { idea, oneIdea } from '#lib/gatherings/planning/input.ts';
import { details } from '#lib/gatherings/rescheduling/input.ts';
import { maySee } from '#lib/gatherings/model.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { overviewOf } from './overview.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
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
	return overviewOf(locals.db, actor, gathering, civilDate(locals.now), locals.locale);
};

const postOf = (locals: App.Locals) => ({ origin: locals.settings.origin, mailFrom: locals.settings.mailFrom });

export const actions: Actions = {
	tick: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(taskTick, await request.formData());
		if (!form.ok) return fail(400, { id: 'tick', values: form.values, errors: form.errors });
		const done = await tick(locals.db, actor, { gatheringId: params.id, ...form.data }, locals.now);
		if (!done.ok) return fail(409, { id: 'tick', reason: done.reason });
	},
	addTask: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(task, await request.formData());
		if (!form.ok) return fail(400, { id: 'addTask', values: form.values, errors: form.errors });
		const done = await addTask(locals.db, actor, { gatheringId: params.id, ...form.data }, locals.now);
		if (!done.ok) return fail(409, { id: 'addTask', values: form.data, reason: done.reason });
		return { id: 'addTask' };
	},
	cost: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(cost, await request.formData());
		if (!form.ok) return fail(400, { id: 'cost', values: form.values, errors: form.errors });
		const done = await setCost(locals.db, actor, params.id, form.data, locals.now);
		if (!done.ok) return fail(409, { id: 'cost', reason: done.reason });
		redirect(303, url.pathname);
	},
	keepIdea: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(idea, await request.formData());
		if (!form.ok) return fail(400, { id: 'keepIdea', values: form.values, errors: form.errors });
		const done = await ideas.keepIdea(locals.db, actor, { gatheringId: params.id, ...form.data }, locals.now);
		if (!done.ok) return fail(409, { id: 'keepIdea', values: form.data, reason: done.reason });
		return { id: 'keepIdea' };
	},
	dropIdea: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(oneIdea, await request.formData());
		if (!form.ok) error(404);
		const done = await ideas.dropIdea(locals.db, actor, form.data.ideaId, locals.now);
		if (!done.ok) return fail(409, { id: 'dropIdea', reason: done.reason });
		return { id: 'dropIdea' };
	},
	details: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(details, await request.formData());
		if (!form.ok) return fail(400, { id: 'details', values: form.values, errors: form.errors });
		const done = await changeDetails(locals.db, actor, params.id, form.data, locals.now);
		if (!done.ok) {
			const values = { ...form.data, despiteDayOff: '' };
			return fail(409, { id: 'details', values, reason: done.reason, off: 'off' in done ? done.off : null });
		}
		redirect(303, url.pathname);
	},
	tellNews: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url);
		const done = await sendUpdates(locals.db, actor, params.id, postOf(locals), locals.now);
		if (!done.ok) return fail(409, { id: 'tellNews', reason: done.reason });
		redirect(303, '/outbox');
	},
	cancel: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url);
		const done = await cancelGathering(locals.db, actor, params.id, postOf(locals), locals.now);
		if (!done.ok) return fail(409, { id: 'cancel', reason: done.reason });
		redirect(303, url.pathname);
	},
	hold: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url);
		const done = await markHeld(locals.db, actor, params.id, locals.now);
		if (!done.ok) return fail(409, { id: 'hold', reason: done.reason });
		redirect(303, url.pathname);
	}
};
