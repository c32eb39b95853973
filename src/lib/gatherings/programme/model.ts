import type { ProgrammeItemKind } from '../model.ts';
import type { LocalTime } from '#lib/dates.ts';
import type { StandardTitle } from './titles.ts';

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

export type PlannedItem = {
	kind: ProgrammeItemKind;
	title: string;
	standard: StandardTitle | null;
	track: 'course' | null;
	minutes: number;
	startTime: LocalTime;
	speaker: string;
	speakerUnitId: string | null;
	topicId: string | null;
};

/** A part of the programme as a revision keeps it. */
export type Part = {
	id: string;
	kind: ProgrammeItemKind;
	title: string;
	standard: StandardTitle | null;
	track: 'course' | null;
	startTime: string;
	minutes: number;
	speaker: string;
	speakerUnitId: string | null;
	topicId: string | null;
};
