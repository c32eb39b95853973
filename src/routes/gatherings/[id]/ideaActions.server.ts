import { dropIdea as drop, keepIdea as keep } from '#lib/gatherings/planning/ideas.server.ts';
import { idea, oneIdea } from '#lib/gatherings/planning/input.ts';
import { ideaText as text } from '#lib/gatherings/planning/text.ts';
import { action } from '../../action.server.ts';

export const keepIdea = action({
	id: 'keepIdea',
	input: idea,
	run: ({ actor, data, params, locals }) => keep(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
	text
});

export const dropIdea = action({
	id: 'dropIdea',
	input: oneIdea,
	run: ({ actor, data, locals }) => drop(locals.db, actor, data.ideaId, locals.now),
	text
});
