import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { newPlan, status } from '#lib/plan/document/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { findings } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { createPlan, openRevision } from '#lib/plan/document/revision.server.ts';
import { isIntact } from '#lib/plan/document/adoption.server.ts';
import { revisionText } from '#lib/plan/document/text.ts';
import { action } from '../action.server.ts';
import { saveStatus } from './status.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	if (!found) return { plan: null, inForce: null, elements: [], openFindings: [], isIntact: true, today: civilDate(locals.now) };
	const { plan, inForce } = found;
	const all = await findings(locals.db, municipalityId);
	return {
		plan,
		inForce: inForce ?? null,
		elements: inForce ? await documentOf(locals.db, municipalityId, inForce.id) : [],
		openFindings: all.filter((finding) => finding.elementIds.length === 0),
		today: civilDate(locals.now),
		isIntact: inForce ? await isIntact(locals.db, inForce) : true
	};
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
