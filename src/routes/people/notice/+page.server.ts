import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayEditNotice } from '#lib/people/model.ts';
import { editNotice } from '#lib/people/notice/commands.server.ts';
import { notice } from '#lib/people/notice/input.ts';
import { noticeOf } from '#lib/people/notice/queries.server.ts';
import { noticeText } from '#lib/people/notice/text.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayEditNotice);
	return { notice: (await noticeOf(locals.db, municipalityId)) ?? error(404) };
};

export const actions = {
	default: action({
		may: mayEditNotice,
		input: notice,
		run: ({ actor, data, locals }) => editNotice(locals.db, actor, data, locals.now),
		text: noticeText
	})
};
