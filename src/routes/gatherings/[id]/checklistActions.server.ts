import { addTask as add, editTask as edit, removeTask as remove, tick as tickTask } from '#lib/gatherings/checklist/commands.server.ts';
import { oneTask, task, taskChange, taskTick } from '#lib/gatherings/checklist/input.ts';
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

export const editTask = action({
	id: ({ itemId }) => `task-${String(itemId)}`,
	input: taskChange,
	run: ({ actor, data, params, locals }) => edit(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
	text
});

export const removeTask = action({
	id: 'tick',
	input: oneTask,
	run: ({ actor, data, params, locals }) => remove(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
	text
});
