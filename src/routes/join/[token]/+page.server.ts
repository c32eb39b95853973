import { who } from '#lib/cafe/joining/input.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { joinText } from '#lib/cafe/joining/text.ts';
import { actionFor } from '../../action.server.ts';
import { guestTokenOf } from '../../cookies.server.ts';
import { joined, joinPage, requireJoinable } from './joining.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	event.depends('cafe:join');
	return joinPage(event, event.params.token, event.url.searchParams.get('who'));
};

const joinAction = actionFor(({ locals, params }) => requireJoinable(locals, params.token!));

export const actions = {
	default: joinAction({
		input: who,
		run: ({ actor: cafe, data, event, locals }) =>
			join(locals.db, cafe, locals.actor, { ...data, proof: null, guestToken: guestTokenOf(event) }, locals.now),
		text: joinText,
		at: { duplicateName: 'name' },
		done: (joining, { actor: cafe, event }) => joined(event, joining, cafe)
	})
};
