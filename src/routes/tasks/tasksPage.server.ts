import { addDays, civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { digestDays, isFor } from '#lib/gatherings/checklist/model.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { taskTitle } from '#lib/gatherings/checklist/text.ts';
import { mayPlan } from '#lib/gatherings/model.ts';
import { mayFacilitate, type Actor } from '#lib/people/model.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { mayFinish } from '#lib/summaries/points/actions.ts';

/** Open tasks that are the reader's own or their unit's, and actions agreed on that they may finish. */
export async function tasksPage(db: Db, actor: Actor, now: Instant) {
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
}
