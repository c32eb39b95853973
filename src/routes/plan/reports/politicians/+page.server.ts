import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { chooseStory } from '#lib/plan/story/commands.server.ts';
import { storyDocument } from '#lib/plan/story/document.ts';
import { storyForm } from '#lib/plan/story/input.ts';
import { storyOf } from '#lib/plan/story/queries.server.ts';
import { storyText } from '#lib/plan/story/text.ts';
import { action } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const story = await storyOf(locals.db, actor, locals.locale, locals.now);
	if (!story) return { story: null };
	const lines = story.lines.map(({ id, nameNn, nameNb }) => ({ id, nn: nameNn, nb: nameNb }));
	const candidates = story.candidates.map(({ id, text }) => ({ id, text }));
	return { story: { document: storyDocument(story), candidates, lines, choice: story.choice } };
};

export const actions = {
	choose: action({
		id: 'choose',
		may: mayRevise,
		input: storyForm,
		run: ({ actor, data, locals }) => chooseStory(locals.db, actor, data, locals.now),
		text: storyText,
		at: { invalidPerson: 'words', missingPoint: 'pointId', missingLine: 'indicatorId' }
	})
};
