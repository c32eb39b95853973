import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const peopleWords: readonly Words[] = [
	{ table: 'position', texts: ['roleNn', 'roleNb'] },
	{ table: 'audit', texts: ['note'] },
	{ table: 'publicNotice', texts: ['officerName', 'officerEmail', 'accessibilityEmail', 'privacyEmail', 'processor', 'legalBasis'] }
];
