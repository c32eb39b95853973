import { addTask as add, tick as tickTask } from '#lib/gatherings/checklist/commands.server.ts';
import { task, taskTick } from '#lib/gatherings/checklist/input.ts';
import { checklistText as text } from '#lib/gatherings/checklist/text.ts';
import { action } from '../../action.server.ts';

export const tick = action({
	id: 'tick',
	input: taskTick,
	run: ({ actor, data, params, locals }) => tickTask(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
	text
});

export const addTask = action({
	id: 'addTask',
	input: task,
	run: ({ actor, data, params, locals }) => add(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
	text
});
