import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { newPlan } from '#lib/plan/document/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { createPlan, openRevision } from '#lib/plan/document/revision.server.ts';
import { revisionText } from '#lib/plan/document/text.ts';
import { action } from '../action.server.ts';
import { saveStatus } from './status.server.ts';
import { wantedIn } from './measures.ts';
import { planPage } from './planPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId, unitId } = requireActor(locals, url, mayReadPlan);
	const today = civilDate(locals.now);
	const page = await planPage(locals.db, municipalityId, wantedIn(url.searchParams), today, locals.locale);
	return { ...page, today, ownUnit: page.units.some(({ value }) => value === unitId) ? unitId : null };
};

export const actions = {
	create: action({
		id: 'create',
		may: mayRevise,
		input: newPlan,
		run: ({ actor, data, locals }) => createPlan(locals.db, actor, data, locals.now),
		text: revisionText,
		done: () => redirect(303, '/plan/revision')
	}),
	status: saveStatus,
	open: action({
		id: 'open',
		may: mayRevise,
		run: ({ actor, locals }) => openRevision(locals.db, actor, locals.now),
		text: revisionText,
		done: () => redirect(303, '/plan/revision')
	})
};
