import { describePoint, mergePoints } from '#lib/summaries/points/commands.server.ts';
import * as input from '#lib/summaries/points/input.ts';
import { startPlenary, steerPlenary } from '#lib/summaries/points/plenary.server.ts';
import { plenaryText, pointText } from '#lib/summaries/points/text.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { action } from '../../../../action.server.ts';
import { apart, first, gathered } from '../../harvest/pointActions.server.ts';

/** What who leads plenary does from the phone in the hand. Every wall shows it within a second. */
export const plenaryActions = {
	start: action({
		id: 'steer',
		may: mayRun,
		text: plenaryText,
		done: gathered,
		run: ({ actor, params, locals }) => startPlenary(locals.db, actor, params.id, locals.now)
	}),
	steer: action({
		id: 'steer',
		may: mayRun,
		input: input.steering,
		text: plenaryText,
		done: gathered,
		run: ({ actor, data, params, locals }) => steerPlenary(locals.db, actor, params.id, data, locals.now)
	}),
	merge: action({
		id: 'merge',
		may: mayRun,
		input: input.together,
		text: pointText,
		done: gathered,
		run: ({ actor, data, params, locals }) => mergePoints(locals.db, actor, params.id, data, locals.now)
	}),
	starter: action({
		id: ({ pointId }) => `starter-${String(pointId)}`,
		may: mayRun,
		input: input.starter,
		text: pointText,
		run: ({ actor, data, params, locals }) => describePoint(locals.db, actor, params.id, { ...data, text: null })
	}),
	apart,
	first
};
