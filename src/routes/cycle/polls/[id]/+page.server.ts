import { error, fail, redirect } from '@sveltejs/kit';
import { pollEnd } from '#lib/cycle/input.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { closePoll, remindPoll } from '#lib/cycle/polls/commands.server.ts';
import { pollById } from '#lib/cycle/polls/queries.server.ts';
import { bestDate, pollState, tally } from '#lib/cycle/polls/model.ts';
import { sayAnswers } from '#lib/cycle/dates/text.ts';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { db, locale, now } = locals;
	const actor = requireActor(locals, url, mayPlanYear);
	const poll = await pollById(db, actor.municipalityId, params.id);
	if (!poll) error(404);
	const today = civilDate(now);
	const tallies = tally(poll.dates, poll.members);
	const best = tallies.find(({ date }) => date === bestDate(tallies, today));
	const named = (nn: string | null, nb: string | null) => (nn === null ? '' : inLanguage(locale, { nn, nb: nb ?? nn }));
	return {
		isNew: url.searchParams.has('new'),
		state: pollState(poll, today),
		series: { id: poll.seriesId, name: named(poll.seriesNn, poll.seriesNb) },
		deadline: poll.deadline,
		chosen: poll.chosenDate,
		best: best ? { date: best.date, answers: sayAnswers(locale, best) } : null,
		dates: tallies.map((one) => ({ date: one.date, sum: sayAnswers(locale, one), gone: one.date < today })),
		members: poll.members.map(({ id, name, unitNn, unitNb, answeredAt, answers }) => ({
			id,
			name,
			unit: named(unitNn, unitNb),
			answered: answeredAt !== null,
			answers
		}))
	};
};

export const actions: Actions = {
	remind: async ({ locals, url, params }) => {
		const actor = requireActor(locals, url, mayPlanYear);
		const done = await remindPoll(locals.db, actor, params.id, locals.settings.origin, locals.now);
		if (done.ok) return { id: 'remind', reminded: true as const };
		if (done.reason === 'notFound') error(404);
		return fail(409, { id: 'remind', reason: done.reason as string });
	},
	close: async ({ locals, url, params, request }) => {
		const actor = requireActor(locals, url, mayPlanYear);
		const form = parseForm(pollEnd, await request.formData());
		if (!form.ok) error(400);
		const { date } = form.data;
		const done = await closePoll(locals.db, actor, params.id, date, locals.now);
		if (done.ok && date) redirect(303, `/gatherings/new?series=${done.seriesId}&date=${date}`);
		if (done.ok) return { id: 'close' };
		if (done.reason === 'notFound') error(404);
		return fail(409, { id: 'close', reason: done.reason as string });
	}
};
