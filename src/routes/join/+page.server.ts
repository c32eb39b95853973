import { redirect } from '@sveltejs/kit';
import { code } from '#lib/cafe/joining/input.ts';
import { codeText, formerText } from '#lib/cafe/joining/text.ts';
import { findByTypedCode } from '#lib/cafe/joining/personalCode.server.ts';
import { formerPhone } from '#lib/cafe/joining/waiting.server.ts';
import { openAction } from '../action.server.ts';
import { guestTokenOf } from '../cookies.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const guestToken = guestTokenOf(event);
	const former = guestToken && (await formerPhone(event.locals.db, guestToken));
	const told = former ? formerText[former]() : event.url.searchParams.has('again') ? codeText.invalid() : null;
	return { chrome: 'bare' as const, told };
};

export const actions = {
	default: openAction({
		input: code,
		run: ({ data, locals, event }) =>
			findByTypedCode(locals.db, locals.wrongCodes, { code: data.code, address: event.getClientAddress() }, locals.now),
		text: codeText,
		at: { invalid: null },
		done: ({ leadsTo }) => redirect(303, leadsTo)
	})
};
