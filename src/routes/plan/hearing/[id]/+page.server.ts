import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { openPublicHearing, prolongPublicHearing, reviewRemark } from '#lib/plan/publicHearing/commands.server.ts';
import { newPublicHearing, review } from '#lib/plan/publicHearing/input.ts';
import { publicHearingText as text } from '#lib/plan/publicHearing/text.ts';
import { action } from '../../../action.server.ts';
import { publicRoundPage } from './publicRoundPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	return (await publicRoundPage(locals.db, actor.municipalityId, params.id, locals.settings.origin, locals.now)) ?? error(404);
};

export const actions = {
	open: action({
		id: 'open',
		may: mayRevise,
		input: newPublicHearing,
		run: ({ actor, data, locals }) => openPublicHearing(locals.db, actor, data.hearingId, data.deadline, locals.now),
		text,
		at: { invalidPeriod: 'deadline' }
	}),
	prolong: action({
		id: 'prolong',
		may: mayRevise,
		input: newPublicHearing,
		run: ({ actor, data, locals }) => prolongPublicHearing(locals.db, actor, data.hearingId, data.deadline, locals.now),
		text,
		at: { invalidEarlier: 'deadline' }
	}),
	review: action({
		id: ({ inputId }) => `review-${String(inputId)}`,
		may: mayRevise,
		input: review,
		run: ({ actor, data: { inputId, show, reason }, locals }) =>
			reviewRemark(locals.db, actor, { inputId, isShown: show === 'yes', reason }, locals.now),
		text,
		at: { missingReason: 'reason' }
	})
};
