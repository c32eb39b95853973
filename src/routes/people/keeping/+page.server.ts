import { addMilliseconds, civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayAdminister } from '#lib/people/model.ts';
import { previewPurge } from '#lib/privacy/retention.server.ts';
import type { PageServerLoad } from './$types';

const month = 30 * 24 * 60 * 60 * 1000;

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayAdminister);
	const then = addMilliseconds(locals.now, month);
	const [now, soon] = [
		await previewPurge(locals.db, actor.municipalityId, locals.now),
		await previewPurge(locals.db, actor.municipalityId, then)
	];
	return {
		until: civilDate(then),
		kinds: now.map(({ kind, days, count }, at) => ({ kind, days, now: count, soon: soon[at]?.count ?? 0 }))
	};
};
