import { redirect } from '@sveltejs/kit';
import { broadcastStatus } from '#lib/cafe/board/stage.server.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { host } from '#lib/cafe/seating/input.ts';
import { hostText } from '#lib/cafe/seating/text.ts';
import { pressed, typedDraft } from '#lib/cafe/setup/configuration.ts';
import { configureCafe } from '#lib/cafe/setup/configure.server.ts';
import { configurationForm, seen, tablecloth } from '#lib/cafe/setup/input.ts';
import { layPlan } from '#lib/cafe/setup/planElements.server.ts';
import { questionLibrary } from '#lib/cafe/setup/questions.ts';
import { configureText, planElementsText } from '#lib/cafe/setup/text.ts';
import { parsedBy } from '#lib/form.ts';
import { action } from '../../../../action.server.ts';
import { cafeAction, gatheringFor } from '../cafe.server.ts';
import { joinCodeActions } from './joinCode.server.ts';
import { partOfPlan } from './plan.server.ts';
import { setupPage } from './setupPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await gatheringFor(event);
	return setupPage(event.locals, actor, gathering);
};

export const actions = {
	/** A press of one of the form's own buttons, without a script: nothing is stored. */
	draft: action({
		may: mayRun,
		run: async () => ({ ok: true as const }),
		text: {},
		done: (_, { values, locals }) => {
			const pool = questionLibrary(locals.locale);
			return { id: 'configure', draft: pressed(typedDraft(values, pool), String(values.press ?? ''), pool), values };
		}
	}),
	configure: action({
		id: 'configure',
		may: mayRun,
		input: configurationForm,
		run: ({ actor, data, values, params, locals }) => {
			const began = parsedBy(seen, values.seen || null);
			return configureCafe(locals.db, actor, params.id, { wanted: data, seen: began.ok ? began.data : null }, locals.now);
		},
		text: configureText,
		done: async ({ cafeId, isSeated }, { actor, params, locals: { db, live, now } }) => {
			// Refused while too few are present; the café's page offers it when they have come.
			if (!isSeated) await seatEveryone(db, actor, cafeId, now);
			await broadcastStatus(db, live, cafeId, now);
			redirect(303, `/gatherings/${params.id}/cafe`);
		}
	}),
	tablecloth: cafeAction({
		id: 'tablecloth',
		input: tablecloth,
		run: async ({ actor: cafe, data, locals: { db, actor } }) =>
			cafe.run(layPlan, data.tableId, await partOfPlan(db, actor!.municipalityId, data.goalId)),
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
