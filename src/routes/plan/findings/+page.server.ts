import { requireActor } from '#lib/people/auth/guard.server.ts';
import { answeredFinding, editedFinding, editedPreAnalysis, newPreAnalysis, oneFinding } from '#lib/plan/inputs/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import {
	addPreAnalysis,
	answerFinding,
	editFinding,
	editPreAnalysis,
	preAnalyses,
	removeFinding
} from '#lib/plan/inputs/preAnalysis.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { findingText } from '#lib/plan/inputs/text.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	const version = found?.open ?? found?.inForce;
	const elements = version ? await elementsOf(locals.db, version.id) : [];
	return {
		analyses: await preAnalyses(locals.db, municipalityId),
		elements: elements.map(({ elementId, kind, number, nn, nb }) => ({ elementId, kind, number, nn, nb })),
		inDraft: found?.open !== undefined,
		editing: url.searchParams.get('edit')
	};
};

const text = findingText;

export const actions = {
	add: action({
		id: 'add',
		may: mayRevise,
		input: newPreAnalysis,
		run: ({ actor, data, locals }) => addPreAnalysis(locals.db, actor, data, locals.now),
		text
	}),
	edit: action({
		id: ({ id }) => `edit-${String(id)}`,
		may: mayRevise,
		input: editedPreAnalysis,
		run: ({ actor, data, locals }) => editPreAnalysis(locals.db, actor, data, locals.now),
		text
	}),
	finding: action({
		id: ({ findingId }) => `finding-${String(findingId)}`,
		may: mayRevise,
		input: editedFinding,
		run: ({ actor, data, locals }) => editFinding(locals.db, actor, data, locals.now),
		text
	}),
	answer: action({
		id: ({ findingId }) => `answer-${String(findingId)}`,
		may: mayRevise,
		input: answeredFinding,
		run: ({ actor, data, locals }) => answerFinding(locals.db, actor, data, locals.now),
		text
	}),
	remove: action({
		id: ({ findingId }) => `finding-${String(findingId)}`,
		may: mayRevise,
		input: oneFinding,
		run: ({ actor, data, locals }) => removeFinding(locals.db, actor, data.findingId, locals.now),
		text
	})
};
