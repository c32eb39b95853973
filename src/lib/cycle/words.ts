import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const cycleWords: readonly Words[] = [
	{ table: 'stewardship', texts: ['roleNn', 'roleNb', 'note', 'lessons'] },
	{ table: 'cycleEntry', texts: ['titleNn', 'titleNb', 'ownerRoleNn', 'ownerRoleNb'] },
	{ table: 'datePoll', texts: ['note'] }
];
