import { askHosts, letOff, remindHosts } from '#lib/cafe/hosts/commands.server.ts';
import * as input from '#lib/cafe/hosts/input.ts';
import { hostsText as text } from '#lib/cafe/hosts/text.ts';
import { mayRun as may } from '#lib/cafe/model.ts';
import { action } from '../../../../action.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import { hostsPage } from './hostsPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, may);
	return hostsPage(event.locals, actor, gathering);
};

export const actions = {
	ask: action({
		id: 'ask',
		may,
		input: input.asked,
		run: ({ actor, data, params, locals }) => askHosts(locals.db, actor, params.id, data.wanted, locals.settings, locals.now),
		text,
		done: ({ asked, unreachable }) => ({ id: 'ask', asked, unreachable })
	}),
	letOff: action({
		id: 'letOff',
		may,
		input: input.request,
		run: ({ actor, data, params, locals }) => letOff(locals.db, actor, params.id, data.requestId, locals.now),
		text,
		done: ({ name, hasLeft }) => ({ id: 'letOff', name, hasLeft })
	}),
	remind: action({
		id: 'remind',
		may,
		run: ({ actor, params, locals }) => remindHosts(locals.db, actor, params.id, locals.settings, locals.now),
		text,
		done: ({ reminded }) => ({ id: 'remind', asked: reminded, unreachable: [] })
	})
};
