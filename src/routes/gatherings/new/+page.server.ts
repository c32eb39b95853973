import { redirect } from '@sveltejs/kit';
import { planForum } from '#lib/cafe/setup/planForum.server.ts';
import { forumText as text } from '#lib/cafe/setup/text.ts';
import { seriesFrom } from '#lib/cycle/series/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { mayPlan } from '#lib/gatherings/model.ts';
import { plan } from '#lib/gatherings/planning/input.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { refuse } from '#lib/result.ts';
import { action } from '../../action.server.ts';
import { questionsOf } from './questions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayPlan);
	return questionsOf(locals.db, actor, url.searchParams, locals.now, locals.locale);
};

export const actions = {
	default: action({
		may: mayPlan,
		input: plan,
		// The day stands in the field of one's own: it may no longer be among those that are suggested.
		keep: ({ despiteDayOff: _, ...values }) => ({
			...values,
			date: 'own',
			ownDate: (values.date === 'own' || !values.date ? values.ownDate : values.date) ?? ''
		}),
		run: async ({ actor, data, event, locals }) => {
			const wanted = event.url.searchParams.get('series');
			const series = (await seriesFrom(locals.db, actor.municipalityId, civilDate(locals.now))).find(
				(one) => wanted === null || one.id === wanted
			);
			if (!series) return refuse('notFound');
			return planForum(locals.db, actor, { ...data, seriesId: series.id }, locals.now, locals.settings);
		},
		text,
		done: ({ gatheringId }) => redirect(303, `/gatherings/${gatheringId}`)
	})
};
