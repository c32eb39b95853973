import { error } from '@sveltejs/kit';
import { addDays } from '#lib/dates.ts';
import { senderKeptDays } from '#lib/plan/publicHearing/model.ts';
import { ownRemark } from '#lib/plan/publicHearing/queries.server.ts';
import { withdrawOwnRemark } from '#lib/plan/publicHearing/remarks.server.ts';
import { senderText } from '#lib/plan/publicHearing/text.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const remark = await ownRemark(locals.db, params.token);
	if (!remark) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	return { chrome: 'bare' as const, remark, keptUntil: addDays(remark.deadline, senderKeptDays) };
};

export const actions = {
	withdraw: openAction({
		id: 'withdraw',
		run: ({ params, locals }) => withdrawOwnRemark(locals.db, params.token, locals.now),
		text: senderText
	})
};
