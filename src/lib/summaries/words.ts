import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const summariesWords: readonly Words[] = [
	{ table: 'forumPoint', texts: ['text', 'starterRole', 'doneWord'] },
	{ table: 'summary', texts: ['title', 'intro', 'closing'] },
	{ table: 'summaryPicture', texts: ['alt', 'caption'] }
];
