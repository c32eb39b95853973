import { redirect } from '@sveltejs/kit';
import { tieTopic } from '#lib/gatherings/attendance/topicHistory.server.ts';
import { addTopicItem } from '#lib/gatherings/programme/commands.server.ts';
import { programmeText } from '#lib/gatherings/programme/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { halfLife, intoForum, merge, tie } from '#lib/topics/input.ts';
import { mergeTopics, setHalfLife } from '#lib/topics/merge.server.ts';
import { mayAnswer, mayPropose } from '#lib/topics/model.ts';
import { topicText } from '#lib/topics/text.ts';
import { action } from '../../action.server.ts';
import { topicPage } from './topicPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, params }) =>
	topicPage(locals.db, requireActor(locals, url, mayPropose), params.id, locals.now);

export const actions = {
	halfLife: action({
		id: 'halfLife',
		may: mayAnswer,
		input: halfLife,
		run: ({ actor, data, params, locals }) => setHalfLife(locals.db, actor, params.id, data.years, locals.now),
		text: topicText
	}),
	merge: action({
		id: 'merge',
		may: mayAnswer,
		input: merge,
		run: ({ actor, data, params, locals }) => mergeTopics(locals.db, actor, params.id, data.intoId, locals.now),
		text: topicText,
		done: (_, { data }) => redirect(303, `/topics/${data.intoId}?merged`)
	}),
	plan: action({
		id: 'plan',
		may: mayAnswer,
		input: intoForum,
		run: ({ actor, data, params, locals }) => {
			const taken = { gatheringId: data.gatheringId, topicId: params.id, origin: locals.settings.origin };
			return addTopicItem(locals.db, actor, taken, locals.now);
		},
		text: programmeText,
		done: (_, { data }) => redirect(303, `/gatherings/${data.gatheringId}/programme`)
	}),
	tie: action({
		id: 'tie',
		may: mayAnswer,
		input: tie,
		run: ({ actor, data, params, locals }) => tieTopic(locals.db, actor, { topicId: params.id, itemId: data.itemId }, locals.now),
		text: { ...topicText, closedItem: m.topics_refused_gone }
	})
};
