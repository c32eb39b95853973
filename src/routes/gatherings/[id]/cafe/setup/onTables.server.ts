import { factsOnTables, planOnTable } from '#lib/cafe/setup/input.ts';
import { putFacts } from '#lib/cafe/setup/facts.server.ts';
import { putPlanOnTable } from '#lib/cafe/setup/planElements.server.ts';
import { factsText, planElementsText } from '#lib/cafe/setup/text.ts';
import { factChoices, knownFacts } from '#lib/plan/facts/choices.server.ts';
import { cafeAction } from '../cafe.server.ts';
import { partOfPlan } from './plan.server.ts';

/** What lies on the tables before anybody writes: a part of the plan, and the facts beside each question. */
export const onTables = {
	planOnTable: cafeAction({
		id: 'planOnTable',
		input: planOnTable,
		run: async ({ actor: cafe, data, locals: { db, actor } }) =>
			cafe.run(putPlanOnTable, data.tableId, await partOfPlan(db, actor!.municipalityId, data.goalId)),
		text: planElementsText
	}),
	facts: cafeAction({
		id: 'facts',
		input: factsOnTables,
		run: async ({ actor: cafe, data, params, locals: { db, actor, now } }) => {
			const choices = await factChoices(db, actor!.municipalityId, { id: cafe.id, gatheringId: params.id! }, now);
			return cafe.run(putFacts, new Map([...data].map(([tableId, facts]) => [tableId, knownFacts(choices, facts)])));
		},
		text: factsText
	})
};
