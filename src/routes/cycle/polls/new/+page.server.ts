import { redirect } from '@sveltejs/kit';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { openPoll } from '#lib/cycle/polls/commands.server.ts';
import { newPoll } from '#lib/cycle/polls/input.ts';
import { polls } from '#lib/cycle/polls/queries.server.ts';
import { pollText } from '#lib/cycle/polls/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action } from '../../../action.server.ts';
import { pollForm } from './pollForm.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayPlanYear);
	const form = await pollForm(locals.db, actor, url.searchParams.get('series'), locals.now, locals.locale);
	if (!form) redirect(303, '/cycle');
	const open = (await polls(locals.db, actor.municipalityId)).find((poll) => poll.seriesId === form.series.id && poll.closedAt === null);
	if (open) redirect(303, `/cycle/polls/${open.id}`);
	return form;
};

export const actions = {
	default: action({
		may: mayPlanYear,
		input: newPoll,
		run: ({ actor, data, locals }) => openPoll(locals.db, actor, data, locals.settings.origin, locals.now),
		text: pollText,
		done: ({ pollId }) => redirect(303, `/cycle/polls/${pollId}?new`)
	})
};
