import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const cafeWords: readonly Words[] = [
	{ table: 'note', texts: ['text', 'firstText'], labels: ['writtenBy'] },
	{ table: 'cluster', texts: ['title'] },
	{ table: 'harvestPoint', texts: ['text'] },
	{ table: 'handover', texts: ['text'] },
	{ table: 'cafe', texts: ['message', 'questions'] },
	{ table: 'cafeTable', texts: ['question', 'message', 'location'] }
];
