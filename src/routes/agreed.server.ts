import { isStaff } from '#lib/people/model.ts';
import { finishAction, reopenAction } from '#lib/summaries/points/actions.server.ts';
import { finishedAction, oneAction } from '#lib/summaries/points/input.ts';
import { actionText as text } from '#lib/summaries/points/text.ts';
import { action } from './action.server.ts';

/** The form actions of a page with an `ActionList`: an action is said to be done. */
export const finish = action({
	id: ({ actionId }) => `finish-${String(actionId)}`,
	may: isStaff,
	input: finishedAction,
	run: ({ actor, data, locals }) => finishAction(locals.db, actor, data, locals.now),
	text,
	done: () => ({ id: 'finished' })
});

/** An action that was said to be done is opened again. */
export const reopen = action({
	id: ({ actionId }) => `reopen-${String(actionId)}`,
	may: isStaff,
	input: oneAction,
	run: ({ actor, data, locals }) => reopenAction(locals.db, actor, data.actionId, locals.now),
	text,
	done: () => undefined
});
