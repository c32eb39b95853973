import { error } from '@sveltejs/kit';
import { answerHost, hostBy } from '#lib/cafe/hosts/answer.server.ts';
import { answer } from '#lib/cafe/hosts/input.ts';
import { hostAnswerText as text } from '#lib/cafe/hosts/text.ts';
import { civilDate } from '#lib/dates.ts';
import { whyNotAnswer } from '#lib/gatherings/model.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals: { db, now }, params, setHeaders }) => {
	const { request, gathering, table } = (await hostBy(db, params.token)) ?? error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { seriesNn, seriesNb, theme, date, month, year, room, startTime, endTime, locale } = gathering;
	return {
		chrome: 'bare' as const,
		name: request.name,
		municipality: request.municipality,
		answer: request.answer,
		isLetOff: request.takenBackAt !== null,
		isOver: whyNotAnswer(gathering, civilDate(now)) !== null,
		table: table && { number: table.number, question: table.question },
		gathering: { seriesNn, seriesNb, theme, date, month, year, room, startTime, endTime, locale }
	};
};

export const actions = {
	answer: openAction({
		id: 'answer',
		input: answer,
		run: ({ data, params, locals }) => answerHost(locals.db, params.token, data.answer, locals.settings, locals.now),
		text,
		done: (_, { locals }) => {
			locals.mailDelivery.nudge();
			return { id: 'answer', done: true };
		}
	})
};
