import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const topicsWords: readonly Words[] = [
	{ table: 'topic', texts: ['title', 'description', 'forWhom', 'stateReason'] },
	{ table: 'topicOffer', texts: ['note'] },
	{ table: 'topicAnswer', texts: ['reason'] }
];
