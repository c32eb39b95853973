import { error } from '@sveltejs/kit';
import type { FormValues } from '#lib/form.ts';
import * as gatherings from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff, type Actor } from '#lib/people/model.ts';
import { addNewPoints } from '#lib/summaries/draft/commands.server.ts';
import { describePoint, gatherPoints, markFirst, mergePoints } from '#lib/summaries/points/commands.server.ts';
import { mark, merge, point, split } from '#lib/summaries/points/input.ts';
import { splitPoint } from '#lib/summaries/points/split.server.ts';
import { pointText as text } from '#lib/summaries/points/text.ts';
import { action } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';
import { harvestPage } from './harvest.server.ts';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const gathering = await gatherings.byId(locals.db, actor.municipalityId, params.id);
	if (!gathering) error(404);
	return { gathering, ...(await harvestPage(locals, actor, params.id)) };
};

/** An open draft gets the points that a change has brought about. */
const done = (_: unknown, { actor, params, locals }: { actor: Actor; params: { id: string }; locals: App.Locals }) =>
	addNewPoints(locals.db, locals.live, actor.municipalityId, params.id);
const describe = { id: ({ pointId }: FormValues) => `describe-${String(pointId)}`, text, done: () => undefined };

export const actions = {
	gather: action({ id: 'gather', text, done, run: ({ actor, params, locals }) => gatherPoints(locals.db, actor, params.id, locals.now) }),
	merge: action({
		id: 'merge',
		input: merge,
		text,
		done,
		run: ({ actor, data, params, locals }) => mergePoints(locals.db, actor, params.id, data, locals.now)
	}),
	split: action({
		id: ({ pointId }) => `split-${String(pointId)}`,
		input: split,
		text,
		done,
		run: ({ actor, data, params, locals }) => splitPoint(locals.db, actor, params.id, data, locals.now)
	}),
	describe: action({
		...describe,
		input: point,
		run: ({ actor, data, params, locals }) => describePoint(locals.db, actor, params.id, data)
	}),
	first: action({
		...describe,
		input: mark,
		run: ({ actor, data, params, locals }) => markFirst(locals.db, actor, params.id, data, locals.now)
	})
};
