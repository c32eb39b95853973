import { error } from '@sveltejs/kit';
import { newPublicRemark } from '#lib/plan/publicHearing/input.ts';
import { sendRemark } from '#lib/plan/publicHearing/remarks.server.ts';
import { senderText } from '#lib/plan/publicHearing/text.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../../action.server.ts';
import { publicPage } from './publicPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = await publicPage(locals.db, params.id, locals.locale, locals.now);
	if (!page) error(404);
	return { chrome: 'bare' as const, about: url.searchParams.get('about'), ...page };
};

export const actions = {
	/** Anybody: no account, and nothing is kept of where it came from. */
	send: openAction({
		id: 'send',
		input: newPublicRemark,
		run: async ({ data: { anyway, ...remark }, params, event, locals }) =>
			(await locals.remarkLimit.allows(params.id, event.getClientAddress()))
				? sendRemark(locals.db, params.id, { ...remark, anyway: anyway === 'yes' }, locals.settings.origin, locals.now)
				: refuse('limit'),
		text: senderText,
		at: { invalidPersonal: 'text', invalidAddress: 'email' },
		done: ({ href, isMailed }, { data }) => ({ id: 'send', sent: href, isMailed, gaveEmail: data.email !== null })
	})
};
