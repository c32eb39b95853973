import { redirect } from '@sveltejs/kit';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { closePoll, remindPoll } from '#lib/cycle/polls/commands.server.ts';
import { pollEnd } from '#lib/cycle/polls/input.ts';
import { pollText } from '#lib/cycle/polls/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action } from '../../../action.server.ts';
import { pollPage } from './pollPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { municipalityId } = requireActor(locals, url, mayPlanYear);
	return { isNew: url.searchParams.has('new'), ...(await pollPage(locals.db, municipalityId, params.id, locals.locale, locals.now)) };
};

export const actions = {
	remind: action({
		may: mayPlanYear,
		run: ({ actor, params, locals }) => remindPoll(locals.db, actor, params.id, locals.settings.origin, locals.now),
		text: pollText,
		done: () => ({ reminded: true as const })
	}),
	close: action({
		may: mayPlanYear,
		input: pollEnd,
		run: ({ actor, data, params, locals }) => closePoll(locals.db, actor, params.id, data.date, locals.now),
		text: pollText,
		done: ({ seriesId }, { data: { date } }) => {
			if (date) redirect(303, `/gatherings/new?series=${seriesId}&date=${date}`);
		}
	})
};
