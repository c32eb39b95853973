import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { holdText } from '#lib/gatherings/attendance/text.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { cost } from '#lib/gatherings/input.ts';
import { dropIdea, keepIdea } from '#lib/gatherings/planning/ideas.server.ts';
import { idea, oneIdea } from '#lib/gatherings/planning/input.ts';
import { ideaText } from '#lib/gatherings/planning/text.ts';
import { addTask, tick } from '#lib/gatherings/checklist/commands.server.ts';
import { task, taskTick } from '#lib/gatherings/checklist/input.ts';
import { checklistText } from '#lib/gatherings/checklist/text.ts';
import { cancelGathering, changeDetails, sendUpdates } from '#lib/gatherings/rescheduling/commands.server.ts';
import { details } from '#lib/gatherings/rescheduling/input.ts';
import { cancelText, detailsText, updatesText } from '#lib/gatherings/rescheduling/text.ts';
import { costText } from '#lib/gatherings/text.ts';
import { action } from '../../action.server.ts';
import { loadGathering } from './gathering.server.ts';
import { overviewOf } from './overview.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event);
	return overviewOf(event.locals.db, actor, gathering, civilDate(event.locals.now), event.locals.locale);
};

export const actions = {
	tick: action({
		id: 'tick',
		input: taskTick,
		run: ({ actor, data, params, locals }) => tick(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
		text: checklistText
	}),
	addTask: action({
		id: 'addTask',
		input: task,
		run: ({ actor, data, params, locals }) => addTask(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
		text: checklistText
	}),
	cost: action({
		id: 'cost',
		input: cost,
		run: ({ actor, data, params, locals }) => setCost(locals.db, actor, params.id, data, locals.now),
		text: costText,
		done: (_, { event }) => redirect(303, event.url.pathname)
	}),
	keepIdea: action({
		id: 'keepIdea',
		input: idea,
		run: ({ actor, data, params, locals }) => keepIdea(locals.db, actor, { gatheringId: params.id, ...data }, locals.now),
		text: ideaText
	}),
	dropIdea: action({
		id: 'dropIdea',
		input: oneIdea,
		run: ({ actor, data, locals }) => dropIdea(locals.db, actor, data.ideaId, locals.now),
		text: ideaText
	}),
	details: action({
		id: 'details',
		input: details,
		keep: (values) => ({ ...values, despiteDayOff: '' }),
		run: ({ actor, data, params, locals }) => changeDetails(locals.db, actor, params.id, data, locals.now),
		text: detailsText,
		done: (_, { event }) => redirect(303, event.url.pathname)
	}),
	tellNews: action({
		id: 'tellNews',
		run: ({ actor, params, locals }) => sendUpdates(locals.db, actor, params.id, locals.settings, locals.now),
		text: updatesText,
		done: () => redirect(303, '/outbox')
	}),
	cancel: action({
		id: 'cancel',
		run: ({ actor, params, locals }) => cancelGathering(locals.db, actor, params.id, locals.settings, locals.now),
		text: cancelText,
		done: (_, { event }) => redirect(303, event.url.pathname)
	}),
	hold: action({
		id: 'hold',
		run: ({ actor, params, locals }) => markHeld(locals.db, actor, params.id, locals.now),
		text: holdText,
		done: (_, { event }) => redirect(303, event.url.pathname)
	})
};
