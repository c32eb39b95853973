import { fail, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { adviceName } from '#lib/topics/advice.ts';
import { answerMany } from '#lib/topics/commands.server.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { answers, isOpen, mayAnswer, needsReason, type TopicAnswerState } from '#lib/topics/model.ts';
import { inbox } from '#lib/topics/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayAnswer);
	const open = (await inbox(locals.db, actor.municipalityId, actor.id)).filter(isOpen);
	const memory = await memories(locals.db, actor.municipalityId, open, civilDate(locals.now));
	const waiting = open.filter((topic) => topic.state === 'proposed');
	return {
		topics: [...waiting, ...open.filter((topic) => topic.state !== 'proposed')].map((topic) => ({
			id: topic.id,
			title: topic.title,
			state: topic.state,
			by: topic.proposedBy.name,
			supporters: topic.spread.supporters,
			units: topic.spread.units.length,
			advice: adviceName(adviceOf(memory.get(topic.id) ?? []))
		}))
	};
};

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayAnswer);
		const sent = await request.formData();
		const values = Object.fromEntries([...sent].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
		const given = Object.entries(values).flatMap(([name, value]) => {
			const state = answers.find((one): one is TopicAnswerState => one === value);
			if (!name.startsWith('state-') || !state) return [];
			const topicId = name.slice('state-'.length);
			return [{ topicId, state, reason: (values[`reason-${topicId}`] ?? '').trim().slice(0, 500) }];
		});
		if (given.length === 0) return fail(400, { values, reason: 'nothing', errors: {} as Record<string, string> });
		const missing = given.filter((one) => needsReason(one.state) && !one.reason);
		if (missing.length > 0) {
			const errors = Object.fromEntries(missing.map((one) => [`reason-${one.topicId}`, m.topics_refused_reason_missing()]));
			return fail(400, { values, reason: null, errors });
		}
		const done = await answerMany(locals.db, actor, given, locals.now);
		if (!done.ok) return fail(409, { values, reason: done.reason as string, errors: {} as Record<string, string> });
		redirect(303, `/topics?answered=${done.count}`);
	}
};
