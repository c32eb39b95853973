import { error, redirect } from '@sveltejs/kit';
import { point, pointId } from '#lib/cafe/harvest/input.ts';
import { dropPoint, handIn, harvestAt, keepPoint, movePoint } from '#lib/cafe/harvest/points.server.ts';
import { pointText } from '#lib/cafe/harvest/text.ts';
import { harvestSize, minPoints } from '#lib/cafe/model.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { actionFor } from '../../../action.server.ts';
import { requesterOf } from '../access.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const who = requesterOf(event);
	const found = await harvestAt(event.locals.db, who, event.params.id);
	if (!found && !who.actor && !who.guestToken) redirect(303, '/join');
	if (!found) error(404);
	const { at, notes, clusters, points } = found;
	const runs = at.role === 'facilitator';
	const cafe = { phase: at.cafe.phase, gatheringId: at.cafe.gatheringId, theme: at.cafe.gatheringTheme };
	const size = { min: minPoints(notes.length), max: harvestSize.max };
	return { chrome: runs ? ('full' as const) : ('bare' as const), table: at.table, cafe, runs, notes, clusters, points, ...size };
};

const harvestAction = actionFor(requesterOf);
const changes = { id: 'points', input: pointId, text: pointText };

export const actions = {
	keep: harvestAction({
		id: (values) => String(values.pointId || 'new'),
		input: point,
		run: ({ actor: who, data, params, locals }) => keepPoint(locals.db, who, params.id, data, locals.now),
		text: pointText
	}),
	drop: harvestAction({ ...changes, run: ({ actor: who, data, params, locals }) => dropPoint(locals.db, who, params.id, data.pointId) }),
	up: harvestAction({ ...changes, run: ({ actor: who, data, params, locals }) => movePoint(locals.db, who, params.id, data.pointId, -1) }),
	down: harvestAction({ ...changes, run: ({ actor: who, data, params, locals }) => movePoint(locals.db, who, params.id, data.pointId, 1) }),
	handIn: harvestAction({
		id: 'handIn',
		run: ({ actor: who, params, locals }) => handIn(locals.db, who, params.id, locals.now),
		text: pointText,
		said: () => m.cafe_handed_in_title()
	})
};
