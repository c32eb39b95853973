import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { newPlan } from '#lib/plan/document/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { updateMetadata } from '#lib/plan/document/revision.server.ts';
import { revisionText } from '#lib/plan/document/text.ts';
import { action } from '../../action.server.ts';
import * as elementActions from './elementActions.server.ts';
import { revisionPage } from './revisionPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const revision = await revisionPage(locals.db, municipalityId, locals.locale);
	if (!revision) redirect(303, '/plan');
	const [editing, adding, under] = ['edit', 'add', 'under'].map((name) => url.searchParams.get(name));
	return { ...revision, editing, adding, under };
};

export const actions = {
	metadata: action({
		id: 'metadata',
		may: mayRevise,
		input: newPlan,
		run: ({ actor, data, locals }) => updateMetadata(locals.db, actor, data, locals.now),
		text: revisionText
	}),
	...elementActions
};
