import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { assignMany, decideMany, linkInputs } from '#lib/plan/inputs/decisions.server.ts';
import { many } from '#lib/plan/inputs/input.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { waits } from '#lib/plan/inputs/model.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { manyText } from '#lib/plan/inputs/text.ts';
import { action } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';

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

export const actions = {
	default: action({
		may: mayRevise,
		input: many,
		run: async ({ actor, data: { inputs, what, elementId, reason }, locals: { db, now } }) => {
			if (what === 'link') return linkInputs(db, actor, inputs, now);
			if (what === 'assign') return assignMany(db, actor, inputs, elementId, now);
			return decideMany(db, actor, inputs, { outcome: what, reason, elementId }, now);
		},
		text: manyText,
		at: { missingReason: 'reason', missingChange: 'elementId' },
		done: ({ count }) => ({ count })
	})
};
