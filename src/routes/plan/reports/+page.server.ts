import { civilDate } from '#lib/dates.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { costText } from '#lib/gatherings/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { heldGatherings } from '#lib/plan/reports/heldGatherings.server.ts';
import { costForm } from '#lib/plan/reports/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { halvesOf } from '#lib/plan/reports/model.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

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

export const actions = {
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
