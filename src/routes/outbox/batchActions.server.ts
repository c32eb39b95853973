import * as outbox from '#lib/mail/outbox.server.ts';
import { mayRelease as may } from '#lib/mail/model.ts';
import { editBatch, resetBatch } from '#lib/mail/release.server.ts';
import { outboxText as text, wordsText } from '#lib/mail/text.ts';
import { action } from '../action.server.ts';
import { batchLanguage, releaseTime, releasing, seen, selection, soonFrom, wording } from './input.ts';

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

/** All that was read about a gathering, in two minutes; what came since waits. */
export const releaseSeen = action({
	id: 'releaseSeen',
	may,
	input: seen,
	run: ({ actor, data: { batches, seenAt: until }, locals }) =>
		outbox.release(locals.db, actor, { batches, until }, locals.now, soonFrom(locals.now)),
	text,
	done: ({ count }, { locals }) => {
		locals.mailDelivery.nudge();
		return { done: 'release' as const, count, at: soonFrom(locals.now) };
	}
});

export const undoRelease = decision('undoRelease');
export const cancel = decision('cancel');
export const retry = decision('retry');

export const words = action({
	id: ({ locale }) => `words-${String(locale)}`,
	may,
	input: wording,
	run: ({ actor, data, locals }) => editBatch(locals.db, actor, data, locals.now),
	text: wordsText,
	at: { missingSubject: 'subject', invalidSubject: 'subject', tooLong: 'words' },
	done: ({ count }) => ({ id: 'words', reworded: count })
});

export const standardWords = action({
	id: 'standardWords',
	may,
	input: batchLanguage,
	run: ({ actor, data, locals }) => resetBatch(locals.db, actor, data, locals.now),
	text: wordsText,
	done: ({ count }) => ({ id: 'words', reworded: count })
});
