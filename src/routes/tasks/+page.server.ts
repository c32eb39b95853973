import { tick } from '#lib/gatherings/checklist/commands.server.ts';
import { weeklyDigest } from '#lib/gatherings/checklist/digest.server.ts';
import { doneTask } from '#lib/gatherings/checklist/input.ts';
import { checklistText } from '#lib/gatherings/checklist/text.ts';
import { mayPlan } from '#lib/gatherings/model.ts';
import { ownDuty } from './input.ts';
import { ownDutyOf, setOwnDuty } from '#lib/mail/audience/ownDuty.server.ts';
import { unsubscribeText } from '#lib/mail/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff, onlyReads } from '#lib/people/model.ts';
import { action } from '../action.server.ts';
import { isFaulty } from '../people/operation/faults.server.ts';
import { finish } from '../agreed.server.ts';
import { tasksPage } from './tasksPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, (one) => !onlyReads(one));
	return {
		...(await tasksPage(locals.db, actor, locals.now, locals.locale)),
		isFaulty: await isFaulty(locals, actor),
		own: await ownDutyOf(locals.db, actor)
	};
};

export const actions = {
	done: action({
		id: 'done',
		may: isStaff,
		input: doneTask,
		run: ({ actor, data, locals }) => tick(locals.db, actor, { ...data, done: true }, locals.now),
		text: checklistText
	}),
	finish,
	own: action({
		id: 'own',
		may: isStaff,
		input: ownDuty,
		run: ({ actor, data, locals }) => setOwnDuty(locals.db, actor, data.leaves === 'yes', locals.now),
		text: unsubscribeText,
		done: (_, { data, locals }) => {
			locals.mailDelivery.nudge();
			return { id: 'own', leaves: data.leaves };
		}
	}),
	digest: action({
		id: 'digest',
		may: mayPlan,
		run: ({ actor, locals }) => weeklyDigest(locals.db, actor.municipalityId, locals.settings, locals.now),
		text: {},
		done: ({ count }) => ({ id: 'digest', count })
	})
};
