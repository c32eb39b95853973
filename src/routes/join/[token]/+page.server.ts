import { redirect } from '@sveltejs/kit';
import { who } from '#lib/cafe/participants/input.ts';
import { join } from '#lib/cafe/participants/join.server.ts';
import { keepPhone } from '#lib/cafe/participants/phone.server.ts';
import { joinText } from '#lib/cafe/participants/text.ts';
import { actionFor } from '../../action.server.ts';
import { joinedWith, joinPage, requireJoinable } from './joining.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, cookies, params, url, depends }) => {
	depends('cafe:join');
	return joinPage(locals, cookies, params.token, url.searchParams.get('who'));
};

const joinAction = actionFor(({ locals, params }) => requireJoinable(locals, params.token!));

export const actions = {
	default: joinAction({
		input: who,
		run: ({ actor: cafe, data, locals }) => join(locals.db, cafe, locals.actor, data, locals.now),
		text: joinText,
		done: async ({ token }, { actor: cafe, event, locals }) => {
			keepPhone(event.cookies, token, locals.settings.origin.startsWith('https:'));
			const joined = await joinedWith(locals, token, await requireJoinable(locals, cafe.joinToken));
			redirect(303, joined?.tableId ? `/table/${joined.tableId}` : `/join/${cafe.joinToken}`);
		}
	})
};
