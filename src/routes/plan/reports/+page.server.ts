import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { costText } from '#lib/gatherings/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { heldGatherings } from '#lib/plan/reports/heldGatherings.server.ts';
import { costForm, startForm } from '#lib/plan/reports/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { halvesOf, mayWriteReports } from '#lib/plan/reports/model.ts';
import { writtenText } from '#lib/plan/reports/text.ts';
import { startReport } from '#lib/plan/reports/written.server.ts';
import { reportsOf } from '#lib/plan/reports/writtenQueries.server.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const { municipalityId } = actor;
	const found = await planOf(locals.db, municipalityId);
	const today = civilDate(locals.now);
	if (!found?.inForce) return { halves: [], held: [], plan: null, written: [], mayWrite: false };
	const { plan } = found;
	return {
		plan,
		mayWrite: mayWriteReports(actor),
		written: (await reportsOf(locals.db, municipalityId)).filter((one) => one.submittedAt !== null || mayWriteReports(actor)),
		halves: halvesOf(plan, today).slice(0, 4),
		held: await heldGatherings(locals.db, municipalityId, { from: plan.periodFrom, to: Number(today.slice(0, 4)) })
	};
};

export const actions = {
	start: action({
		id: (values) => `start-${String(values.kind)}-${String(values.half ?? '')}`,
		may: mayWriteReports,
		input: startForm,
		run: ({ actor, data, locals }) => startReport(locals.db, actor, data, locals.now),
		text: writtenText,
		done: ({ reportId }) => redirect(303, `/plan/reports/written/${reportId}`)
	}),
	cost: action({
		id: (values) => String(values.gatheringId),
		may: mayRevise,
		input: costForm,
		run: ({ actor, data: { gatheringId, kr, note }, locals }) =>
			setCost(locals.db, actor, gatheringId, { kroner: kr, what: note }, locals.now),
		text: costText,
		at: { invalid: 'kr' }
	})
};
