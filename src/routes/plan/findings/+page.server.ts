import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { answeredFinding, editedFinding, editedPreAnalysis, newPreAnalysis, oneFinding } from '#lib/plan/inputs/preAnalysisSchema.ts';
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
import type { Actions, PageServerLoad } from './$types';

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

export const actions: Actions = {
	add: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(newPreAnalysis, await request.formData());
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		const added = await addPreAnalysis(locals.db, actor, form.data, locals.now);
		return added.ok
			? { id: 'add', done: true }
			: fail(409, { id: 'add', values: { ...form.data, findings: form.data.findings.join('\n') }, reason: added.reason });
	},
	edit: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(editedPreAnalysis, await request.formData());
		if (!form.ok) return fail(400, { id: `edit-${String(form.values.id)}`, values: form.values, errors: form.errors });
		const edited = await editPreAnalysis(locals.db, actor, form.data, locals.now);
		if (!edited.ok && edited.reason === 'notFound') error(404);
		return edited.ok ? { id: `edit-${form.data.id}`, done: true } : fail(409, { id: `edit-${form.data.id}`, reason: edited.reason });
	},
	finding: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(editedFinding, await request.formData());
		const id = `finding-${form.ok ? form.data.findingId : String(form.values.findingId)}`;
		if (!form.ok) return fail(400, { id, values: form.values, errors: form.errors });
		const edited = await editFinding(locals.db, actor, form.data, locals.now);
		if (!edited.ok && edited.reason === 'notFound') error(404);
		return edited.ok ? { id, done: true } : fail(409, { id, values: form.data, reason: edited.reason });
	},
	answer: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(answeredFinding, await request.formData());
		if (!form.ok) error(400);
		const id = `answer-${form.data.findingId}`;
		const elementIds = [...form.data.keep, ...(form.data.elementId ? [form.data.elementId] : [])];
		const answered = await answerFinding(locals.db, actor, { findingId: form.data.findingId, elementIds }, locals.now);
		if (!answered.ok && answered.reason === 'notFound') error(404);
		return answered.ok ? { id, done: true } : fail(409, { id, reason: answered.reason });
	},
	remove: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneFinding, await request.formData());
		if (!form.ok) error(400);
		const removed = await removeFinding(locals.db, actor, form.data.findingId, locals.now);
		if (!removed.ok && removed.reason === 'notFound') error(404);
		return removed.ok ? { id: 'remove', done: true } : fail(409, { id: `finding-${form.data.findingId}`, reason: removed.reason });
	}
};
