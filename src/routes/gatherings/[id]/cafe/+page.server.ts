import { mayRun } from '#lib/cafe/model.ts';
import { loadGathering } from '../gathering.server.ts';
import { hallPage } from './hallPage.server.ts';
import { joiningActions } from './joiningActions.server.ts';
import { phaseActions, timerActions } from './phases.server.ts';
import { tableActions } from './tables.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends('cafe:room');
	const { actor, gathering } = await loadGathering(event, mayRun);
	const { id, theme, state } = gathering;
	const { searchParams } = event.url;
	const shown = { table: Number(searchParams.get('table')) || null, who: searchParams.get('who') };
	return { gathering: { id, theme, state }, now: event.locals.now, room: await hallPage(event.locals, actor, id, shown) };
};

export const actions = { ...phaseActions, ...timerActions, ...tableActions, ...joiningActions };
