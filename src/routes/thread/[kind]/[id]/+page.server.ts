import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { followMeasure, follows } from '#lib/plan/outcomes/followers.server.ts';
import { followForm } from '#lib/plan/inputs/input.ts';
import { followText } from '#lib/plan/outcomes/text.ts';
import { roundOn } from '#lib/plan/followUp/model.ts';
import { measuresAsked } from '#lib/plan/followUp/queries.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { threadOf } from '#lib/plan/thread/queries.server.ts';
import { startKinds } from '#lib/plan/thread/model.ts';
import { action } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const kind = startKinds.find((known) => known === params.kind) ?? error(404);
	const thread = await threadOf(locals.db, actor.municipalityId, { kind, id: params.id });
	const followed = kind === 'element' ? await follows(locals.db, actor, params.id) : null;
	const half = roundOn(civilDate(locals.now)).half;
	const asked = await measuresAsked(locals.db, actor.municipalityId, actor.id, half);
	const openRevision = (await planOf(locals.db, actor.municipalityId))?.open?.number ?? null;
	return { thread: thread ?? error(404), followed, known: { openRevision, asked: new Set(asked?.elementIds), roles: actor.roles } };
};

export const actions = {
	follow: action({
		may: mayReadPlan,
		input: followForm,
		run: ({ actor, data, params, locals }) => followMeasure(locals.db, actor, { elementId: params.id, ...data }, locals.now),
		text: followText,
		said: (_, { data }) => (data.follow ? m.news_following() : m.news_not_following())
	})
};
