import { error, fail, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { newPlan, status } from '#lib/plan/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { documentOf, findings, planOf } from '#lib/plan/queries.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { createPlan, isIntact, openRevision } from '#lib/plan/document/versions.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	if (!found) return { plan: null, inForce: null, elements: [], openFindings: [], isIntact: true, today: civilDate(locals.now) };
	const { plan, inForce } = found;
	const all = await findings(locals.db, municipalityId);
	return {
		plan,
		inForce: inForce ?? null,
		elements: inForce ? await documentOf(locals.db, municipalityId, inForce.id) : [],
		openFindings: all.filter((finding) => finding.elementIds.length === 0),
		today: civilDate(locals.now),
		isIntact: inForce ? await isIntact(locals.db, inForce) : true
	};
};

export const actions: Actions = {
	create: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(newPlan, await request.formData());
		if (!form.ok) return fail(400, { id: 'create', values: form.values, errors: form.errors });
		const created = await createPlan(locals.db, actor, form.data, locals.now);
		if (!created.ok) return fail(409, { id: 'create', values: form.data, reason: created.reason });
		redirect(303, '/plan/revision');
	},
	status: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(status, await request.formData());
		if (!form.ok) return fail(400, { id: 'status', values: form.values, errors: form.errors });
		const reported = await reportStatus(locals.db, actor, form.data, locals.now);
		if (!reported.ok && reported.reason === 'notFound') error(404);
		return reported.ok
			? { id: 'status', reported: form.data.elementId }
			: fail(409, { id: 'status', values: form.data, reason: reported.reason });
	},
	open: async ({ locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const opened = await openRevision(locals.db, actor, locals.now);
		if (!opened.ok) return fail(409, { id: 'open', reason: opened.reason });
		redirect(303, '/plan/revision');
	}
};
