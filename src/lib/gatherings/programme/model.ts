import type { GatheringTables } from '#db/schema/gatherings.ts';
import type { ProgrammeItemKind } from '../model.ts';

export const itemKinds: readonly ProgrammeItemKind[] = [
	'opening',
	'sinceLast',
	'talk',
	'workshop',
	'cafe',
	'course',
	'plenary',
	'lunch',
	'break',
	'closing'
];

/** A part of the programme as a revision keeps it. */
export type Part = Omit<GatheringTables['programmeItem'], 'municipalityId' | 'gatheringId' | 'position'>;

/** A part that has not been given an id yet. */
export type PlannedItem = Omit<Part, 'id'>;
