import { error, fail, redirect } from '@sveltejs/kit';
import { planForum } from '#lib/cafe/setup/planForum.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { plan } from '#lib/gatherings/planning/input.ts';
import { mayPlan } from '#lib/gatherings/model.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { questionsOf } from './questions.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayPlan);
	return questionsOf(locals.db, actor, url.searchParams, locals.now, locals.locale);
};

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayPlan);
		const form = parseForm(plan, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const wanted = url.searchParams.get('series');
		const series = (await allSeries(locals.db, actor.municipalityId)).find((one) => wanted === null || one.id === wanted);
		if (!series) error(404);
		const { again } = form.data;
		const before = again?.bring.includes('questions') ? await cafeOf(locals.db, actor.municipalityId, again.gatheringId) : undefined;
		const questions = before?.tables.map((table) => ({ text: table.question, findingId: null }));
		const planned = await planForum(locals.db, actor, { ...form.data, questions, seriesId: series.id }, locals.now);
		if (planned.ok) redirect(303, `/gatherings/${planned.gatheringId}`);
		const { date, askedAt, sinceLast, again: like, ...typed } = form.data;
		return fail(409, {
			reason: planned.reason,
			off: 'off' in planned ? planned.off : null,
			values: {
				...typed,
				bring: like?.bring ?? [],
				sinceLast: sinceLast ? '1' : '',
				askedAt: askedAt ?? '',
				despiteDayOff: '',
				date: 'own',
				ownDate: date
			}
		});
	}
};
