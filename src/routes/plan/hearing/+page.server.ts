import { error, fail, redirect } from '@sveltejs/kit';
import { addDays, civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/guard.server.ts';
import { closeHearing, openHearing, remindBodies } from '#lib/plan/hearing.server.ts';
import { hearingsOf } from '#lib/plan/hearingAnswers.server.ts';
import { newHearing, oneHearing } from '#lib/plan/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	const today = civilDate(locals.now);
	return {
		draft: found.open,
		today,
		suggestedDeadline: addDays(today, 42),
		hearings: await hearingsOf(locals.db, municipalityId, found.open.id)
	};
};

export const actions: Actions = {
	open: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const raw = await request.formData();
		const typed = Object.fromEntries([...raw].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
		const form = parseForm(newHearing, raw);
		if (!form.ok) return fail(400, { id: 'open', values: typed, errors: form.errors });
		const { deadline, units, councils, externals } = form.data;
		const bodies = [...units, ...councils, ...externals];
		const opened = await openHearing(locals.db, actor, { deadline, bodies }, locals.settings.origin, locals.now);
		if (opened.ok) return { id: 'open', queued: opened.queued };
		if (opened.reason === 'badBody')
			return fail(400, { id: 'open', values: typed, errors: { units: m.hearing_bad_address({ email: opened.email }) } });
		return fail(409, { id: 'open', values: typed, reason: opened.reason });
	},
	remind: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneHearing, await request.formData());
		if (!form.ok) error(400);
		const reminded = await remindBodies(locals.db, actor, form.data.hearingId, locals.settings.origin, locals.now);
		if (!reminded.ok && reminded.reason === 'notFound') error(404);
		return reminded.ok ? { id: 'remind', queued: reminded.queued } : fail(409, { id: 'remind', reason: reminded.reason });
	},
	close: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneHearing, await request.formData());
		if (!form.ok) error(400);
		const closed = await closeHearing(locals.db, actor, form.data.hearingId, locals.now);
		if (!closed.ok && closed.reason === 'notFound') error(404);
		if (!closed.ok) return fail(409, { id: 'close', reason: closed.reason });
	}
};
