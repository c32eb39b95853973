import { redirect } from '@sveltejs/kit';
import { forgotten } from '#lib/people/auth/input.ts';
import { askText } from '#lib/people/auth/text.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.settings.passwords) redirect(303, '/sign-in');
	return { hasMail: locals.settings.smtpUrl !== undefined };
};

export const actions = {
	/** The answer is the same whoever has the address: what it leads to is done after it. */
	default: openAction({
		input: forgotten,
		run: async ({ data: { email }, event, locals }) => {
			if (!locals.settings.passwords) return refuse('closed');
			if (!(await locals.askLimit.allows(event.getClientAddress(), email))) return refuse('limit');
			locals.passwordAsks.ask(email, locals.now);
			return { ok: true as const };
		},
		text: askText,
		done: () => ({ asked: true as const })
	})
};
