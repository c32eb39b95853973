import { error, fail, redirect } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { comparedFields } from '#lib/plan/document/diff.ts';
import { differences, fieldChanges } from '#lib/plan/document/diffText.ts';
import { addElement, editElement, moveElement, removeElement, restoreElement } from '#lib/plan/document/elements.server.ts';
import { editedElement, movedElement, newElement, newPlan, oneElement } from '#lib/plan/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { frameChanges } from '#lib/plan/text.ts';
import { changesBetween, comparedNames, documentOf, planOf, takenOut } from '#lib/plan/queries.server.ts';
import { updateMetadata } from '#lib/plan/document/versions.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const { db, locale } = locals;
	const found = await planOf(db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	const names = await comparedNames(db, municipalityId);
	const told = await changesBetween(db, municipalityId, found.inForce, found.open);
	return {
		draft: found.open,
		inForce: found.inForce ?? null,
		elements: await documentOf(db, municipalityId, found.open.id),
		takenOut: await takenOut(db, municipalityId, found.open.id),
		framed: frameChanges(found.inForce, found.open, locale),
		differences: found.inForce ? differences(told, locale, names) : [],
		...names,
		editing: url.searchParams.get('edit'),
		adding: url.searchParams.get('add'),
		under: url.searchParams.get('under')
	};
};

export const actions: Actions = {
	frame: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(newPlan, await request.formData());
		if (!form.ok) return fail(400, { id: 'frame', values: form.values, errors: form.errors });
		const done = await updateMetadata(locals.db, actor, form.data, locals.now);
		return done.ok ? { id: 'frame', framed: true } : fail(409, { id: 'frame', values: form.data, reason: done.reason });
	},
	add: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(newElement, await request.formData());
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		const added = await addElement(locals.db, actor, form.data, locals.now);
		if (!added.ok) return fail(409, { id: 'add', values: form.data, reason: added.reason });
		redirect(303, `/plan/revision#e-${added.elementId}`);
	},
	edit: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(editedElement, await request.formData());
		if (!form.ok) return fail(400, { id: 'edit', values: form.values, errors: form.errors });
		const edited = await editElement(locals.db, actor, form.data, locals.now);
		if (edited.ok) redirect(303, `/plan/revision#e-${form.data.elementId}`);
		if (edited.reason === 'notFound') error(404);
		if (edited.reason !== 'changedMeanwhile') return fail(409, { id: 'edit', values: form.data, reason: edited.reason });
		const changed = comparedFields.filter((field) => edited.theirs[field] !== form.data[field]);
		const theirs = fieldChanges(edited.theirs, form.data, changed, locals.locale, await comparedNames(locals.db, actor.municipalityId));
		return fail(409, { id: 'edit', values: { ...form.data, edition: String(edited.edition) }, reason: edited.reason, theirs });
	},
	move: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(movedElement, await request.formData());
		if (!form.ok) error(400);
		const moved = await moveElement(locals.db, actor, form.data, locals.now);
		return moved.ok ? { moved: form.data.elementId } : fail(409, { id: 'line', reason: moved.reason });
	},
	remove: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneElement, await request.formData());
		if (!form.ok) error(400);
		const removed = await removeElement(locals.db, actor, form.data.elementId, locals.now);
		return removed.ok ? { removed: form.data.elementId } : fail(409, { id: 'line', reason: removed.reason });
	},
	restore: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneElement, await request.formData());
		if (!form.ok) error(400);
		const restored = await restoreElement(locals.db, actor, form.data.elementId, locals.now);
		return restored.ok ? { restored: form.data.elementId } : fail(409, { id: 'line', reason: restored.reason });
	}
};
