import { askForEvaluation } from '#lib/gatherings/evaluation/commands.server.ts';
import { evaluationText } from '#lib/gatherings/evaluation/text.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';
import { attendanceList } from './attendanceList.server.ts';
import * as listActions from './listActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => attendanceList(event);

export const actions = {
	...listActions,
	evaluate: action({
		id: 'evaluate',
		may: mayFacilitate,
		run: ({ actor, params, locals }) => askForEvaluation(locals.db, actor, params.id, locals.settings, locals.now),
		text: evaluationText,
		done: ({ asked }) => ({ id: 'evaluate', asked })
	})
};
