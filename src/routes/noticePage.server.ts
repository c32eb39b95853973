import { error } from '@sveltejs/kit';
import { mayEditNotice } from '#lib/people/model.ts';
import { municipalities, noticeOf } from '#lib/people/notice/queries.server.ts';

/**
 * What a page about the municipality itself shows to everybody: the one that is asked for (`of`), else the reader's own. Where
 * nothing tells which, `notice` is null and there is a list to choose from.
 */
export async function noticePage(locals: App.Locals, url: URL) {
	const of = url.searchParams.get('of') ?? (await locals.municipalityId());
	const notice = of === null ? null : ((await noticeOf(locals.db, of)) ?? error(404));
	const { actor } = locals;
	return {
		chrome: actor ? ('full' as const) : ('bare' as const),
		notice,
		municipalities: notice ? [] : await municipalities(locals.db),
		mayEdit: actor !== null && mayEditNotice(actor) && actor.municipalityId === notice?.id
	};
}
