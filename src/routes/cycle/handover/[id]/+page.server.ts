import { error, fail } from '@sveltejs/kit';
import { lessons } from '#lib/cycle/input.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { writeLessons } from '#lib/cycle/stewardship.server.ts';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { handoverPack } from '#lib/handover/pack.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, isStaff);
	const pack = await handoverPack(locals.db, actor, params.id, locals.locale, locals.now);
	if (!pack) error(404);
	return { ...pack, mayWrite: mayPlanYear(actor) };
};

export const actions: Actions = {
	default: async ({ locals, url, params, request }) => {
		const actor = requireActor(locals, url, mayPlanYear);
		const form = parseForm(lessons, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const written = await writeLessons(locals.db, actor, params.id, form.data.lessons, locals.now);
		if (!written.ok) error(404);
		return { written: true as const };
	}
};
