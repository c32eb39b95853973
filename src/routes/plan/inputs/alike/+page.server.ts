import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { decideSeen } from '#lib/plan/inputs/decisions.server.ts';
import { alikeAnswer } from '#lib/plan/inputs/input.ts';
import { alikeText } from '#lib/plan/inputs/text.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { action } from '../../../action.server.ts';
import { alikePage } from './alikePage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayRevise);
	return (await alikePage(locals.db, actor, url.searchParams.get('input'))) ?? redirect(303, '/plan');
};

export const actions = {
	default: action({
		may: mayRevise,
		input: alikeAnswer,
		run: ({ actor, data, locals }) => decideSeen(locals.db, actor, data, locals.now),
		text: alikeText,
		at: { missingReason: 'reason', missingChange: 'elementId' },
		done: ({ count }) => redirect(303, `/plan/inputs/alike?decided=${count}`)
	})
};
