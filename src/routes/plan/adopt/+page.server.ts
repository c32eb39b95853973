import { fail, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import { adoption, earlierAdoption } from '#lib/plan/input.ts';
import { gapsIn, mayRevise } from '#lib/plan/model.ts';
import { changesBetween, comparedNames, planOf } from '#lib/plan/queries.server.ts';
import { adopt, elementsOf, registerAdopted } from '#lib/plan/document/versions.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRevise);
	const { db, locale, now } = locals;
	const found = await planOf(db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	const told = await changesBetween(db, municipalityId, found.inForce, found.open);
	const elements = await elementsOf(db, found.open.id);
	return {
		draft: found.open,
		isFirst: !found.inForce,
		differences: differences(told, locale, await comparedNames(db, municipalityId)),
		unfinished: elements.filter((element) => gapsIn(element).length > 0).length,
		today: civilDate(now)
	};
};

export const actions: Actions = {
	adopt: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(adoption, await request.formData());
		if (!form.ok) return fail(400, { id: 'adopt', values: form.values, errors: form.errors });
		const adopted = await adopt(locals.db, actor, form.data, locals.now);
		if (adopted.ok) redirect(303, `/plan/versions/${adopted.versionId}?adopted`);
		return fail(409, { id: 'adopt', values: form.data, reason: adopted.reason, count: 'count' in adopted ? adopted.count : 0 });
	},
	register: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(earlierAdoption, await request.formData());
		if (!form.ok) return fail(400, { id: 'register', values: form.values, errors: form.errors });
		const adopted = await registerAdopted(locals.db, actor, form.data, locals.now);
		if (adopted.ok) redirect(303, `/plan/versions/${adopted.versionId}?adopted`);
		return fail(409, { id: 'register', values: form.data, reason: adopted.reason, count: 'count' in adopted ? adopted.count : 0 });
	}
};
