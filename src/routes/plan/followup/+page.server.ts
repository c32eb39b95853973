import { requireActor } from '#lib/people/auth/guard.server.ts';
import { askUnits, remindUnits } from '#lib/plan/followUp/commands.server.ts';
import { oneFollowUp } from '#lib/plan/followUp/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { followUpText } from '#lib/plan/followUp/text.ts';
import { action } from '../../action.server.ts';
import { saveStatus } from '../status.server.ts';
import { followUpPage } from './followUpPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	return followUpPage(locals.db, municipalityId, locals.now);
};

export const actions = {
	ask: action({
		id: 'ask',
		may: mayRevise,
		run: ({ actor, locals }) => askUnits(locals.db, actor, locals.settings.origin, locals.now),
		text: followUpText,
		done: ({ queued }) => ({ id: 'ask', queued })
	}),
	remind: action({
		id: 'ask',
		may: mayRevise,
		input: oneFollowUp,
		run: ({ actor, data, locals }) => remindUnits(locals.db, actor, data.followUpId, locals.settings.origin, locals.now),
		text: followUpText,
		done: ({ queued }) => ({ id: 'ask', queued })
	}),
	status: saveStatus
};
