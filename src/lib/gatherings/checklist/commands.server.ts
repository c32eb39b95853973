import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type Actor, isStaff } from '#lib/people/model.ts';
import type { TaskId } from './model.ts';
import { mayPlan } from '../model.ts';
import { tickableBy } from './queries.server.ts';
import { requireGathering } from '../commands.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';

/** Ticks off a task of the recipe that has just been done here, unless somebody was first. */
export async function tickOff(trx: Db, actor: Actor, gatheringId: string, task: TaskId, now: Instant): Promise<void> {
	await trx
		.updateTable('checklistItem')
		.set({ doneAt: now, doneBy: actor.id })
		.where('gatheringId', '=', gatheringId)
		.where('task', '=', task)
		.where('doneAt', 'is', null)
		.execute();
}

/** A task of the recipe is done of itself as long as `settled` holds; a tick that a person gave stands. */
export async function settleTask(trx: Db, gatheringId: string, task: TaskId, settled: boolean, now: Instant): Promise<void> {
	await trx
		.updateTable('checklistItem')
		.set({ doneAt: settled ? now : null })
		.where('gatheringId', '=', gatheringId)
		.where('task', '=', task)
		.where('doneBy', 'is', null)
		.where('doneAt', settled ? 'is' : 'is not', null)
		.execute();
}

/**
 * Ticks a task off, or takes the tick away again: those who run the day any, other staff what is for them. Refuses `notAllowed`,
 * `notFound`, `closedCancelled`.
 */
export async function tick(db: Db, actor: Actor, ticked: { gatheringId: string; itemId: string; done: boolean }, now: Instant) {
	if (!isStaff(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, ticked.gatheringId);
		if (!gathering) return refuse('notFound');
		const task = await trx
			.selectFrom('checklistItem')
			.select(['id', 'ownerUnitId', 'ownerRoleNn', 'ownerRoleNb'])
			.where('gatheringId', '=', gathering.id)
			.where('id', '=', ticked.itemId)
			.executeTakeFirst();
		if (!task) return refuse('notFound');
		if (gathering.state === 'cancelled') return refuse('closedCancelled');
		if (!(await tickableBy(trx, actor, civilDate(now)))(gathering, task)) return refuse('notAllowed');
		await trx
			.updateTable('checklistItem')
			.set(ticked.done ? { doneAt: now, doneBy: actor.id } : { doneAt: null, doneBy: null })
			.where('id', '=', task.id)
			.execute();
		return { ok: true as const };
	});
}

/** A task of one's own on the checklist, owned by the organiser. Refuses `notAllowed`, `notFound`, `closedCancelled`, `missing`. */
export async function addTask(db: Db, actor: Actor, added: { gatheringId: string; title: string; dueDate: CivilDate }, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const title = added.title.trim();
	if (!title) return refuse('missing');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, added.gatheringId);
		if (!gathering) return refuse('notFound');
		if (gathering.state === 'cancelled') return refuse('closedCancelled');
		const itemId = newId();
		await trx
			.insertInto('checklistItem')
			.values({
				id: itemId,
				municipalityId: actor.municipalityId,
				gatheringId: gathering.id,
				task: null,
				title,
				dueDate: added.dueDate,
				ownerUnitId: gathering.organiserUnitId,
				ownerRoleNn: gathering.organiserRoleNn ?? '',
				ownerRoleNb: gathering.organiserRoleNb ?? '',
				doneAt: null,
				doneBy: null
			})
			.execute();
		await record(trx, actor, 'task.add', { kind: 'gathering', id: gathering.id }, now);
		return { ok: true as const, itemId };
	});
}
