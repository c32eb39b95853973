import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { cost } from '#lib/gatherings/input.ts';
import { costText } from '#lib/gatherings/text.ts';
import { action } from '../../action.server.ts';
import * as checklistActions from './checklistActions.server.ts';
import * as dayActions from './dayActions.server.ts';
import { loadGathering } from './gathering.server.ts';
import * as ideaActions from './ideaActions.server.ts';
import { overviewOf } from './overview.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event);
	return overviewOf(event.locals.db, actor, gathering, civilDate(event.locals.now), event.locals.locale);
};

export const actions = {
	...checklistActions,
	...ideaActions,
	...dayActions,
	cost: action({
		id: 'cost',
		input: cost,
		run: ({ actor, data, params, locals }) => setCost(locals.db, actor, params.id, data, locals.now),
		text: costText,
		at: { invalid: 'kroner' },
		done: (_, { event }) => redirect(303, event.url.pathname)
	})
};
