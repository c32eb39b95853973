import type { FormValues } from '#lib/form.ts';
import type { Actor } from '#lib/people/model.ts';
import { addNewPoints } from '#lib/summaries/draft/commands.server.ts';
import * as points from '#lib/summaries/points/commands.server.ts';
import * as input from '#lib/summaries/points/input.ts';
import { splitPoint, undoMerge } from '#lib/summaries/points/split.server.ts';
import { pointText as text } from '#lib/summaries/points/text.ts';
import { action } from '../../../action.server.ts';

/** An open draft gets the points that a change has brought about. */
export const gathered = (_: unknown, { actor, params, locals }: { actor: Actor; params: { id: string }; locals: App.Locals }) =>
	addNewPoints(locals.db, locals.live, actor.municipalityId, params.id);
const describing = { id: ({ pointId }: FormValues) => `describe-${String(pointId)}`, text, done: () => undefined };

export const gather = action({
	id: 'gather',
	text,
	done: gathered,
	run: ({ actor, params, locals }) => points.gatherPoints(locals.db, actor, params.id, locals.now)
});

export const merge = action({
	id: 'merge',
	input: input.merge,
	text,
	done: gathered,
	run: ({ actor, data, params, locals }) => points.mergePoints(locals.db, actor, params.id, data, locals.now)
});

export const split = action({
	id: ({ pointId }) => `split-${String(pointId)}`,
	input: input.split,
	text,
	done: gathered,
	run: ({ actor, data, params, locals }) => splitPoint(locals.db, actor, params.id, data, locals.now)
});

export const apart = action({
	id: ({ pointId }) => `apart-${String(pointId)}`,
	input: input.onePoint,
	text,
	done: gathered,
	run: ({ actor, data, params, locals }) => undoMerge(locals.db, actor, params.id, data.pointId)
});

export const describe = action({
	...describing,
	input: input.point,
	run: ({ actor, data, params, locals }) => points.describePoint(locals.db, actor, params.id, data)
});

export const first = action({
	...describing,
	input: input.mark,
	run: ({ actor, data, params, locals }) => points.markFirst(locals.db, actor, params.id, data, locals.now)
});
