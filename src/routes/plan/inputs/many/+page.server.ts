import { fail, redirect } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { assignMany, decideMany, linkInputs } from '#lib/plan/inputs/decisions.server.ts';
import { many } from '#lib/plan/input.ts';
import { mayRevise, waits } from '#lib/plan/model.ts';
import { inputsOf, planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRevise);
	const found = await planOf(locals.db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	return {
		draft: found.open,
		inputs: (await inputsOf(locals.db, municipalityId, found.open.id)).filter(waits),
		elements: await elementsOf(locals.db, found.open.id)
	};
};

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(many, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const { inputs, what, elementId, reason } = form.data;
		const values = { ...form.data, elementId: elementId ?? '' };
		if ((what === 'in' || what === 'partly') && elementId === null)
			return fail(400, { values, errors: { elementId: m.plan_refused_no_change() } });
		const done =
			what === 'link'
				? await linkInputs(locals.db, actor, inputs, locals.now)
				: what === 'assign'
					? await assignMany(locals.db, actor, inputs, elementId, locals.now)
					: await decideMany(locals.db, actor, inputs, { outcome: what, reason, elementId }, locals.now);
		if (done.ok) return { count: done.count };
		if (done.reason === 'noReason') return fail(400, { values, errors: { reason: m.plan_decide_reason_missing() } });
		return fail(409, { values, reason: done.reason });
	}
};
