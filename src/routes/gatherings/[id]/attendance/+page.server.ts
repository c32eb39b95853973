import { checkIn, undoCheckIn, walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import * as input from '#lib/gatherings/attendance/input.ts';
import { createCheckInCode } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { checkInText } from '#lib/gatherings/attendance/text.ts';
import { askForEvaluation } from '#lib/gatherings/evaluation/commands.server.ts';
import { evaluationText } from '#lib/gatherings/evaluation/text.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';
import { attendanceList } from './attendanceList.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => attendanceList(event);

export const actions = {
	checkIn: action({
		id: 'list',
		may: mayFacilitate,
		input: input.checkIn,
		run: ({ actor, data, params, locals }) => checkIn(locals.db, actor, params.id, data.personId, locals.now),
		text: checkInText
	}),
	undo: action({
		id: 'list',
		may: mayFacilitate,
		input: input.undo,
		run: ({ actor, data, params, locals }) => undoCheckIn(locals.db, actor, params.id, data, locals.now),
		text: checkInText
	}),
	walkIn: action({
		id: 'walkIn',
		may: mayFacilitate,
		input: input.walkIn,
		run: ({ actor, data: { key, ...guest }, params, locals }) =>
			walkIn(locals.db, actor, params.id, { ...guest, ...(key !== undefined && { key }) }, locals.now),
		text: checkInText,
		done: (_, { data }) => ({ id: 'walkIn', arrived: data.name })
	}),
	evaluate: action({
		id: 'evaluate',
		may: mayFacilitate,
		run: ({ actor, params, locals }) => askForEvaluation(locals.db, actor, params.id, locals.settings, locals.now),
		text: evaluationText,
		done: ({ asked }) => ({ id: 'evaluate', asked })
	}),
	door: action({
		id: 'list',
		may: mayFacilitate,
		run: ({ actor, params, locals }) => createCheckInCode(locals.db, actor, params.id, locals.now),
		text: checkInText
	})
};
