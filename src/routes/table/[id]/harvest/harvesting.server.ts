import { redirect } from '@sveltejs/kit';
import { picked, point, pointId, seenPoints } from '#lib/cafe/harvest/input.ts';
import { takeHarvest } from '#lib/cafe/harvest/agreement.server.ts';
import { bringPoints, dropPoint, handIn, keepPoint, movePoint } from '#lib/cafe/harvest/points.server.ts';
import { agreementText, pointText } from '#lib/cafe/harvest/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { actionFor } from '../../../action.server.ts';
import { participantAt, requesterOf } from '../access.server.ts';

const harvestAction = actionFor(requesterOf);
const changes = { id: 'points', input: pointId, text: pointText };

/** What is done with a table's points; each carries the points as they were seen. */
export const harvestActions = {
	show: harvestAction({
		id: 'drafts',
		input: picked,
		run: ({ actor: who, data, params, locals }) => bringPoints(locals.db, who, params.id, data, locals.now),
		text: { ...pointText, empty: m.harvest_show_none },
		said: () => m.harvest_said()
	}),
	keep: harvestAction({
		id: (values) => String(values.pointId || 'new'),
		input: point,
		run: ({ actor: who, data, params, locals }) => keepPoint(locals.db, who, params.id, data, locals.now),
		text: pointText
	}),
	drop: harvestAction({
		...changes,
		run: ({ actor: who, data, params, locals }) => dropPoint(locals.db, who, params.id, data.pointId, data.seen)
	}),
	up: harvestAction({
		...changes,
		run: ({ actor: who, data, params, locals }) => movePoint(locals.db, who, params.id, data.pointId, -1, data.seen)
	}),
	down: harvestAction({
		...changes,
		run: ({ actor: who, data, params, locals }) => movePoint(locals.db, who, params.id, data.pointId, 1, data.seen)
	}),
	handIn: harvestAction({
		id: 'handIn',
		input: seenPoints,
		run: ({ actor: who, data, params, locals }) => handIn(locals.db, who, params.id, locals.now, data.seen),
		text: pointText,
		said: () => m.cafe_handed_in_title()
	}),
	/** Somebody at a table without a host begins. */
	take: actionFor(participantAt)({
		id: 'take',
		run: ({ actor: at, event, locals }) => takeHarvest(locals.db, at, requesterOf(event)),
		text: agreementText,
		done: (_, { params }) => redirect(303, `/table/${params.id}/harvest`)
	})
};
