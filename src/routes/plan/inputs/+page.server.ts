import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { decision } from '#lib/plan/inputs/input.ts';
import { decisionText } from '#lib/plan/inputs/text.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { action } from '../../action.server.ts';
import { inputsPage } from './inputsPage.server.ts';
import * as queueActions from './queueActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	return (await inputsPage(locals.db, actor, url.searchParams.get('input'))) ?? redirect(303, '/plan');
};

export const actions = {
	decide: action({
		id: 'decide',
		may: mayRevise,
		input: decision,
		run: ({ actor, data, locals }) => decide(locals.db, actor, data.inputId, data, locals.now),
		text: decisionText,
		at: { missingReason: 'reason', missingChange: 'how' },
		done: (_, { data }) => redirect(303, `/plan/inputs?decided=${data.inputId}`)
	}),
	...queueActions
};
