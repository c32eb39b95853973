import { redirect } from '@sveltejs/kit';
import { code } from '#lib/cafe/participants/input.ts';
import { findByCode } from '#lib/cafe/participants/join.server.ts';
import { codeText } from '#lib/cafe/participants/text.ts';
import { openAction } from '../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ chrome: 'bare' as const });

export const actions = {
	default: openAction({
		input: code,
		run: ({ data, locals, event }) =>
			findByCode(locals.db, locals.wrongCodes, { code: data.code, address: event.getClientAddress() }, locals.now),
		text: codeText,
		at: { invalid: null },
		done: ({ cafe }) => redirect(303, `/join/${cafe.joinToken}`)
	})
};
