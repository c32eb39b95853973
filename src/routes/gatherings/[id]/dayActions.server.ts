import { redirect } from '@sveltejs/kit';
import { cafeIdOf, whoCame } from '#lib/cafe/queries.server.ts';
import { askHostsAnew } from '#lib/cafe/hosts/commands.server.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { holdText } from '#lib/gatherings/attendance/text.ts';
import { cancelGathering, changeDetails, sendUpdates } from '#lib/gatherings/rescheduling/commands.server.ts';
import { details as changed } from '#lib/gatherings/rescheduling/input.ts';
import { cancelText, detailsText, updatesText } from '#lib/gatherings/rescheduling/text.ts';
import { sharing } from '#lib/gatherings/planning/input.ts';
import { changeSharing } from '#lib/gatherings/planning/sharing.server.ts';
import { sharingText } from '#lib/gatherings/planning/text.ts';
import { action } from '../../action.server.ts';

export const details = action({
	id: 'details',
	input: changed,
	keep: (values) => ({ ...values, despiteDayOff: '' }),
	run: ({ actor, data, params, locals }) => changeDetails(locals.db, actor, params.id, data, locals.settings, locals.now),
	text: detailsText,
	done: (_, { event }) => redirect(303, event.url.pathname)
});

export const share = action({
	id: 'share',
	input: sharing,
	run: ({ actor, data, params, locals }) => changeSharing(locals.db, actor, params.id, data, locals.settings, locals.now),
	text: sharingText,
	done: (_, { event }) => redirect(303, event.url.pathname)
});

export const tellNews = action({
	id: 'tellNews',
	run: ({ actor, params, locals }) => sendUpdates(locals.db, actor, params.id, locals.settings, locals.now, askHostsAnew),
	text: updatesText,
	done: () => redirect(303, '/outbox')
});

export const cancel = action({
	id: 'cancel',
	run: ({ actor, params, locals }) => cancelGathering(locals.db, actor, params.id, locals.settings, locals.now),
	text: cancelText,
	done: (_, { event }) => redirect(303, event.url.pathname)
});

export const hold = action({
	id: 'hold',
	run: async ({ actor, params, locals: { db, now } }) => {
		const hasCafe = (await cafeIdOf(db, actor.municipalityId, params.id)) !== undefined;
		return markHeld(db, actor, params.id, now, hasCafe ? await whoCame(db, actor.municipalityId, params.id) : null);
	},
	text: holdText,
	done: (_, { event }) => redirect(303, event.url.pathname)
});
