import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { roundOn } from '#lib/plan/followUp/model.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { reportFor } from '#lib/plan/reports/build.server.ts';
import { reportKinds } from '#lib/plan/reports/model.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const kind = reportKinds.find((known) => known === params.kind) ?? error(404);
	const asked = url.searchParams.get('half') ?? roundOn(civilDate(locals.now)).half;
	const half = /^(19|20|21)\d\d-[12]$/.test(asked) ? asked : error(404);
	const document = await reportFor(locals.db, actor, kind, half, locals.locale, locals.now);
	return { document: document ?? error(404), kind, half };
};
