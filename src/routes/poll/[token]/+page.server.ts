import { answerPoll } from '#lib/cycle/polls/commands.server.ts';
import { pollAnswers } from '#lib/cycle/polls/input.ts';
import { pollText } from '#lib/cycle/polls/text.ts';
import { openAction } from '../../action.server.ts';
import { ownAnswers } from './ownAnswers.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const { db, actor, locale, now } = locals;
	const own = await ownAnswers(db, params.token, actor?.id ?? null, locale, now);
	setHeaders({ 'x-robots-tag': 'noindex' });
	return { chrome: 'bare' as const, ...own };
};

export const actions = {
	default: openAction({
		input: pollAnswers,
		run: ({ actor, data, params, locals }) => answerPoll(locals.db, params.token, data, actor?.id ?? null, locals.now),
		text: pollText,
		done: () => ({ said: true as const })
	})
};
