import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { answerFollowUp, followUpBy } from '#lib/plan/followUp/responses.server.ts';
import { followUpAnswers } from '#lib/plan/followUp/input.ts';
import { answerText } from '#lib/plan/followUp/text.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const asked = await followUpBy(locals.db, params.token, locals.now);
	if (!asked) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { name, half, due, isOpen, municipalityName, plan, measures } = asked;
	return {
		chrome: 'bare' as const,
		asked: { name, half, due, isOpen, municipalityName, plan: plan && { nn: plan.nameNn, nb: plan.nameNb }, measures },
		today: civilDate(locals.now)
	};
};

export const actions = {
	default: openAction({
		input: followUpAnswers,
		run: ({ data, params, locals }) => answerFollowUp(locals.db, params.token, data, locals.now),
		text: answerText,
		done: ({ left }) => ({ left })
	})
};
