import { mayRun } from '#lib/cafe/model.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { host } from '#lib/cafe/seating/input.ts';
import { hostText } from '#lib/cafe/seating/text.ts';
import { cafeAction } from '../cafe.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import { configureAction, draftAction } from './configure.server.ts';
import { joinCodeActions } from './joinCode.server.ts';
import { onTables } from './onTables.server.ts';
import { setupPage } from './setupPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, mayRun);
	return setupPage(event.locals, actor, gathering);
};

export const actions = {
	draft: draftAction,
	configure: configureAction,
	...onTables,
	host: cafeAction({
		id: 'host',
		input: host,
		run: ({ actor: cafe, data }) => cafe.run(changeHost, data.tableId, data.hostId),
		text: hostText
	}),
	...joinCodeActions
};
