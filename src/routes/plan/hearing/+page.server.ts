import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { editBody } from '#lib/plan/hearing/bodies.server.ts';
import { addBody, closeHearing, moveDeadline, openHearing, remindBodies } from '#lib/plan/hearing/commands.server.ts';
import { hearingText as text } from '#lib/plan/hearing/text.ts';
import { bodyDetails, movedDeadline, newBody, newHearing, oneHearing } from '#lib/plan/hearing/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { action } from '../../action.server.ts';
import { hearingPage } from './hearingPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	return (await hearingPage(locals.db, actor.municipalityId, locals.now)) ?? redirect(303, '/plan');
};

export const actions = {
	open: action({
		id: 'open',
		may: mayRevise,
		input: newHearing,
		run: ({ actor, data: { units, councils, externals, ...said }, locals }) =>
			openHearing(locals.db, actor, { ...said, bodies: [...units, ...councils, ...externals] }, locals.settings.origin, locals.now),
		text,
		at: { invalidAddress: 'units', duplicateBody: 'units' },
		done: ({ queued }) => ({ queued })
	}),
	add: action({
		id: 'add',
		may: mayRevise,
		input: newBody,
		run: ({ actor, data: { hearingId, ...body }, locals }) =>
			addBody(locals.db, actor, hearingId, body, locals.settings.origin, locals.now),
		text,
		at: { invalidAddress: 'email', duplicateBody: 'name' },
		done: ({ queued }) => ({ queued })
	}),
	move: action({
		id: 'move',
		may: mayRevise,
		input: movedDeadline,
		run: ({ actor, data, locals }) => moveDeadline(locals.db, actor, data.hearingId, data.deadline, locals.settings.origin, locals.now),
		text,
		done: ({ queued }) => ({ queued })
	}),
	remind: action({
		may: mayRevise,
		input: oneHearing,
		run: ({ actor, data, locals }) => remindBodies(locals.db, actor, data.hearingId, locals.settings.origin, locals.now),
		text,
		done: ({ queued }) => ({ queued })
	}),
	body: action({
		id: ({ bodyId }) => `body-${String(bodyId)}`,
		may: mayRevise,
		input: bodyDetails,
		run: ({ actor, data, locals }) => editBody(locals.db, actor, data, locals.settings.origin, locals.now),
		text,
		at: { invalidAddress: 'email', duplicateBody: 'email' }
	}),
	close: action({
		may: mayRevise,
		input: oneHearing,
		run: ({ actor, data, locals }) => closeHearing(locals.db, actor, data.hearingId, locals.now),
		text
	})
};
