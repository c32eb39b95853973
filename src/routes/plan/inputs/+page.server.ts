import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { addInput, assignInput, takeHarvest, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { decide, unlinkInput } from '#lib/plan/inputs/decisions.server.ts';
import { takeFindings } from '#lib/plan/inputs/findings.server.ts';
import { assignment, decision, newInput, oneGathering, oneInput } from '#lib/plan/inputs/input.ts';
import { decisionText, inputText as text } from '#lib/plan/inputs/text.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { action } from '../../action.server.ts';
import { inputsPage } from './inputsPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	return (await inputsPage(locals.db, actor, url.searchParams.get('input'))) ?? redirect(303, '/plan');
};

export const actions = {
	take: action({
		id: 'take',
		may: mayRevise,
		input: oneGathering,
		run: ({ actor, data, locals }) => takeHarvest(locals.db, actor, data.gatheringId, locals.now),
		text,
		done: ({ added, firstId }) => (firstId ? redirect(303, `/plan/inputs?input=${firstId}&taken=${added}`) : { id: 'take', added })
	}),
	add: action({
		id: 'add',
		may: mayRevise,
		input: newInput,
		run: ({ actor, data, locals }) => addInput(locals.db, actor, data, locals.now),
		text,
		done: ({ inputId }) => redirect(303, `/plan/inputs?input=${inputId}`)
	}),
	findings: action({
		id: 'take',
		may: mayRevise,
		run: ({ actor, locals }) => takeFindings(locals.db, actor, locals.now),
		text,
		done: ({ added }) => ({ id: 'take', added })
	}),
	unlink: action({
		id: 'unlink',
		may: mayRevise,
		input: oneInput,
		run: ({ actor, data, locals }) => unlinkInput(locals.db, actor, data.inputId, locals.now),
		text
	}),
	assign: action({
		id: 'assign',
		may: mayRevise,
		input: assignment,
		run: ({ actor, data, locals }) => assignInput(locals.db, actor, data.inputId, data.elementId, locals.now),
		text
	}),
	decide: action({
		id: 'decide',
		may: mayRevise,
		input: decision,
		run: ({ actor, data, locals }) => decide(locals.db, actor, data.inputId, data, locals.now),
		text: decisionText,
		at: { missingReason: 'reason', missingChange: 'how' },
		done: (_, { data }) => redirect(303, `/plan/inputs?decided=${data.inputId}`)
	}),
	withdraw: action({
		id: 'withdraw',
		may: mayRevise,
		input: oneInput,
		run: ({ actor, data, locals }) => withdrawInput(locals.db, actor, data.inputId, locals.now),
		text,
		done: () => redirect(303, '/plan/inputs')
	})
};
