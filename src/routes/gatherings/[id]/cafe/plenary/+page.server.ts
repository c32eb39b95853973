import { mayRun } from '#lib/cafe/model.ts';
import { loadGathering } from '../../gathering.server.ts';
import { plenaryActions } from './plenaryActions.server.ts';
import { plenaryPage } from './plenaryPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends('cafe:plenary');
	const { actor, gathering } = await loadGathering(event, mayRun);
	const { id, theme } = gathering;
	return { gathering: { id, theme }, ...(await plenaryPage(event.locals, actor, id)) };
};

export const actions = plenaryActions;
