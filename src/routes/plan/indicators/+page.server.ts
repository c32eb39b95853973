import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { indicatorForm, oneReading, readingForm } from '#lib/plan/indicators/input.ts';
import { addReading, indicators, removeReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	return { indicators: await indicators(locals.db, municipalityId), plan: found?.plan ?? null };
};

export const actions: Actions = {
	save: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(indicatorForm, await request.formData());
		const id = `save-${form.ok ? (form.data.id ?? '') : String(form.values.id ?? '')}`;
		if (!form.ok) return fail(400, { id, values: form.values, errors: form.errors });
		const saved = await saveIndicator(locals.db, actor, form.data, locals.now);
		if (!saved.ok && saved.reason === 'notFound') error(404);
		return saved.ok ? { id, done: saved.indicatorId } : fail(409, { id, reason: saved.reason });
	},
	reading: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const raw = await request.formData();
		const typed = Object.fromEntries([...raw].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
		const form = parseForm(readingForm, raw);
		const id = `reading-${typed.indicatorId ?? ''}`;
		if (!form.ok) return fail(400, { id, values: typed, errors: form.errors });
		const added = await addReading(locals.db, actor, form.data, locals.now);
		if (!added.ok && added.reason === 'notFound') error(404);
		return added.ok ? { id, done: form.data.indicatorId } : fail(409, { id, values: typed, reason: added.reason });
	},
	remove: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneReading, await request.formData());
		if (!form.ok) error(400);
		const removed = await removeReading(locals.db, actor, form.data.readingId, locals.now);
		if (!removed.ok && removed.reason === 'notFound') error(404);
		return removed.ok ? { id: 'remove', done: form.data.readingId } : fail(409, { id: 'remove', reason: removed.reason });
	}
};
