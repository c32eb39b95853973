import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const gatheringsWords: readonly Words[] = [
	{ table: 'gathering', texts: ['theme', 'room', 'sentRoom', 'organiserRoleNn', 'organiserRoleNb', 'cost'] },
	{ table: 'programmeItem', texts: ['title'], labels: ['speaker'] },
	{ table: 'programmeRevision', json: ['content'] },
	{ table: 'speakerRequest', texts: ['note', 'toldRoom'] },
	{ table: 'programmeMaterial', texts: ['label', 'url'] },
	{ table: 'seriesIdea', texts: ['text'] },
	{ table: 'checklistItem', texts: ['title', 'ownerRoleNn', 'ownerRoleNb'] },
	{ table: 'invitation', texts: ['needs'] }
];
