import { error, fail } from '@sveltejs/kit';
import { pollAnswers } from '#lib/cycle/input.ts';
import { answerPoll } from '#lib/cycle/polls/commands.server.ts';
import { memberBy, pollById } from '#lib/cycle/polls/queries.server.ts';
import { pollState } from '#lib/cycle/polls/model.ts';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Actions, PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. Nobody sees here what others answered. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const { db, locale, actor, now } = locals;
	const member = await memberBy(db, params.token);
	const poll = member && (await pollById(db, member.municipalityId, member.pollId));
	const own = poll?.members.find(({ id }) => id === member?.id);
	if (!member || !poll || !own) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const today = civilDate(now);
	const { municipality, startTime, endTime, deadline, note, askedBy, chosenDate, dates } = poll;
	return {
		chrome: 'bare' as const,
		name: own.name,
		somebodyElses: actor !== null && actor.id !== member.personId,
		answered: own.answeredAt !== null,
		answers: own.answers,
		state: pollState(poll, today),
		poll: { municipality, startTime, endTime, deadline, note, askedBy, chosenDate },
		series: inLanguage(locale, { nn: poll.seriesNn, nb: poll.seriesNb }),
		dates: dates.filter((date) => date >= today)
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const form = parseForm(pollAnswers, await request.formData());
		if (!form.ok) error(400);
		const said = await answerPoll(locals.db, params.token, form.data, locals.actor?.id ?? null, locals.now);
		if (said.ok) return { said: true as const };
		if (said.reason === 'notFound') error(404);
		return fail(409, { reason: said.reason as string, typed: form.data });
	}
};
