import { foldedLine } from './letter.ts';
import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const mailWords: readonly Words[] = [
	{ table: 'mail', texts: ['title', 'subject', 'text', 'html', 'lastError'], folded: { calendar: foldedLine } },
	{ table: 'mailEdit', texts: ['subject', 'words', 'defaultSubject', 'defaultWords'] }
];
