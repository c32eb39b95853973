import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { heldGatherings, saveCost } from '#lib/plan/indicators/gatheringCosts.server.ts';
import { costForm } from '#lib/plan/indicators/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { halvesOf } from '#lib/plan/reports/model.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	const today = civilDate(locals.now);
	if (!found?.inForce) return { halves: [], held: [], plan: null };
	const { plan } = found;
	return {
		plan,
		halves: halvesOf(plan, today).slice(0, 4),
		held: await heldGatherings(locals.db, municipalityId, { from: plan.periodFrom, to: Number(today.slice(0, 4)) })
	};
};

export const actions: Actions = {
	cost: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const raw = await request.formData();
		const typed = {
			gatheringId: String(raw.get('gatheringId') ?? ''),
			kr: String(raw.get('kr') ?? ''),
			note: String(raw.get('note') ?? '')
		};
		const form = parseForm(costForm, raw);
		if (!form.ok) return fail(400, { id: typed.gatheringId, values: typed, errors: form.errors });
		const saved = await saveCost(locals.db, actor, form.data, locals.now);
		if (!saved.ok && saved.reason === 'notFound') error(404);
		return saved.ok ? { id: typed.gatheringId, done: true } : fail(409, { id: typed.gatheringId, values: typed, reason: saved.reason });
	}
};
