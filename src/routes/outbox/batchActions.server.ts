import * as outbox from '#lib/mail/outbox.server.ts';
import { mayRelease as may } from '#lib/mail/model.ts';
import { outboxText as text } from '#lib/mail/text.ts';
import { action } from '../action.server.ts';
import { releaseTime, releasing, selection } from './input.ts';

/** A button for a whole batch; what was pressed and how many mails it moved go back to the page. */
const decision = (verb: 'undoRelease' | 'cancel' | 'retry') =>
	action({
		id: verb,
		may,
		input: selection,
		run: async ({ actor, data, locals }) => outbox[verb](locals.db, actor, data, locals.now),
		text,
		done: ({ count }, { locals }) => {
			locals.mailDelivery.nudge();
			return { done: verb, count, at: null };
		}
	});

export const release = action({
	id: 'release',
	may,
	input: releasing,
	run: ({ actor, data, locals }) => outbox.release(locals.db, actor, { batch: data.batch }, locals.now, releaseTime(data, locals.now)),
	text,
	done: ({ count }, { data, locals }) => {
		locals.mailDelivery.nudge();
		return { done: 'release' as const, count, at: data.when === 'now' ? null : releaseTime(data, locals.now) };
	}
});

export const undoRelease = decision('undoRelease');
export const cancel = decision('cancel');
export const retry = decision('retry');
