import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { answerMany } from '#lib/topics/commands.server.ts';
import { answersGiven } from '#lib/topics/input.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { isOpen, mayAnswer } from '#lib/topics/model.ts';
import { inbox } from '#lib/topics/queries.server.ts';
import { adviceName, answerText, missingReasons } from '#lib/topics/text.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayAnswer);
	const open = (await inbox(locals.db, actor.municipalityId, actor.id)).filter(isOpen);
	const memory = await memories(locals.db, actor.municipalityId, open, civilDate(locals.now));
	const waitingFirst = open.toSorted((a, b) => Number(b.state === 'proposed') - Number(a.state === 'proposed'));
	return {
		topics: waitingFirst.map(({ id, title, state, proposedBy, spread }) => {
			const advice = adviceName(adviceOf(memory.get(id) ?? []));
			return { id, title, state, by: proposedBy.name, supporters: spread.supporters, units: spread.units.length, advice };
		})
	};
};

export const actions = {
	default: action({
		may: mayAnswer,
		input: answersGiven,
		run: ({ actor, data, locals }) => answerMany(locals.db, actor, data, locals.now),
		text: answerText,
		at: { empty: null, missingReason: missingReasons },
		done: ({ count }) => redirect(303, `/topics?answered=${count}`)
	})
};
