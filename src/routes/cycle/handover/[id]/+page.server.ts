import { error } from '@sveltejs/kit';
import { lessons } from '#lib/cycle/series/input.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { writeLessons } from '#lib/cycle/series/stewardship.server.ts';
import { handoverPack } from '#lib/handover/pack.server.ts';
import { lessonsText } from '#lib/handover/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, isStaff);
	const pack = await handoverPack(locals.db, actor, params.id, locals.locale, locals.now);
	if (!pack) error(404);
	return { ...pack, mayWrite: mayPlanYear(actor) };
};

export const actions = {
	default: action({
		may: mayPlanYear,
		input: lessons,
		run: ({ actor, data, params, locals }) => writeLessons(locals.db, actor, params.id, data.lessons, locals.now),
		text: lessonsText
	})
};
