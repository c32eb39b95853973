import { mayRun } from '#lib/cafe/model.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { host } from '#lib/cafe/seating/input.ts';
import { hostText } from '#lib/cafe/seating/text.ts';
import { planOnTable } from '#lib/cafe/setup/input.ts';
import { putPlanOnTable } from '#lib/cafe/setup/planElements.server.ts';
import { planElementsText } from '#lib/cafe/setup/text.ts';
import { cafeAction } from '../cafe.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import { configureAction, draftAction } from './configure.server.ts';
import { joinCodeActions } from './joinCode.server.ts';
import { partOfPlan } from './plan.server.ts';
import { setupPage } from './setupPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, mayRun);
	return setupPage(event.locals, actor, gathering);
};

export const actions = {
	draft: draftAction,
	configure: configureAction,
	planOnTable: cafeAction({
		id: 'planOnTable',
		input: planOnTable,
		run: async ({ actor: cafe, data, locals: { db, actor } }) =>
			cafe.run(putPlanOnTable, data.tableId, await partOfPlan(db, actor!.municipalityId, data.goalId)),
		text: planElementsText
	}),
	host: cafeAction({
		id: 'host',
		input: host,
		run: ({ actor: cafe, data }) => cafe.run(changeHost, data.tableId, data.hostId),
		text: hostText
	}),
	...joinCodeActions
};
