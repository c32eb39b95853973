import { addDays, civilDate } from '#lib/dates.ts';
import { tick } from '#lib/gatherings/checklist/commands.server.ts';
import { doneTask } from '#lib/gatherings/checklist/input.ts';
import { mayPlan } from '#lib/gatherings/model.ts';
import { digestDays, isFor } from '#lib/gatherings/checklist/model.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { weeklyDigest } from '#lib/gatherings/checklist/digest.server.ts';
import { checklistText, taskTitle } from '#lib/gatherings/checklist/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff, mayFacilitate } from '#lib/people/model.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { mayFinish } from '#lib/summaries/points/actions.ts';
import { finish } from '../agreed.server.ts';
import { action } from '../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, now } = locals;
	const actor = requireActor(locals, url, isStaff);
	const today = civilDate(now);
	const held = await positions(db, actor.municipalityId);
	const all = (await openTasks(db, actor.municipalityId, today)).map((task) => ({
		id: task.id,
		gatheringId: task.gatheringId,
		theme: task.theme,
		title: taskTitle(task),
		dueDate: task.dueDate,
		late: task.dueDate < today,
		soon: task.dueDate <= addDays(today, digestDays),
		mine: isFor(task, actor, held, today),
		unit: task.ownerUnitId !== null && task.ownerUnitId === actor.unitId
	}));
	const agreed = (await openActions(db, actor.municipalityId, null, today)).map((action) => ({
		...action,
		mayFinish: mayFinish(actor, action)
	}));
	return {
		today,
		agreed: agreed.filter((action) => action.mayFinish),
		mine: all.filter((task) => task.mine),
		others: all.filter((task) => !task.mine && task.unit),
		mayTick: mayFacilitate(actor),
		mayWrite: mayPlan(actor)
	};
};

export const actions = {
	done: action({
		id: 'done',
		may: mayFacilitate,
		input: doneTask,
		run: ({ actor, data, locals }) => tick(locals.db, actor, { ...data, done: true }, locals.now),
		text: checklistText
	}),
	finish,
	digest: action({
		id: 'digest',
		may: mayPlan,
		run: async ({ actor, locals }) => ({
			ok: true as const,
			count: await weeklyDigest(locals.db, actor.municipalityId, locals.settings, locals.now)
		}),
		text: {},
		done: ({ count }) => ({ id: 'digest', count })
	})
};
