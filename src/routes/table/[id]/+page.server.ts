import { agreeAction } from './harvestHere.server.ts';
import { hostActions } from './keeping.server.ts';
import { noteAction } from './note.server.ts';
import { leaveAction, shownAsAction, voteAction } from './participation.server.ts';
import { handAction, readyAction } from './signals.server.ts';
import { tablePage } from './view.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = tablePage;

export const actions = {
	vote: voteAction,
	agree: agreeAction,
	shownAs: shownAsAction,
	hand: handAction,
	ready: readyAction,
	note: noteAction,
	leave: leaveAction,
	letIn: hostActions.letIn,
	turnAway: hostActions.turnAway
};
