import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type Actor, isStaff } from '#lib/people/model.ts';
import { dueDay } from './days.ts';
import type { TaskId } from './model.ts';
import { ownedBy, type TaskOwner } from './owner.ts';
import { type Gathering, mayPlan } from '../model.ts';
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

export type TaskFields = {
	title: string;
	dueDate: CivilDate;
	/** So many days after the gathering (before it, when negative) instead of a date. */
	days?: number | null;
	owner?: TaskOwner;
};

/**
 * A task of one's own on the checklist, of whoever has the forum unless told. Refuses `notAllowed`, `notFound`, `closedCancelled`,
 * `missing`, `missingDate` (so long before a day that is not settled), `invalidUnit`.
 */
export async function addTask(db: Db, actor: Actor, added: { gatheringId: string } & TaskFields, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const title = added.title.trim();
	if (!title) return refuse('missing');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, added.gatheringId);
		if (!gathering) return refuse('notFound');
		if (gathering.state === 'cancelled') return refuse('closedCancelled');
		const kept = await keptOf(trx, gathering, added, now);
		if (!kept.ok) return kept;
		const itemId = newId();
		const { municipalityId } = actor;
		await trx
			.insertInto('checklistItem')
			.values({ id: itemId, municipalityId, gatheringId: gathering.id, task: null, title, ...kept.columns, doneAt: null, doneBy: null })
			.execute();
		await record(trx, actor, 'task.add', { kind: 'gathering', id: gathering.id }, now);
		return { ok: true as const, itemId };
	});
}

/**
 * Another day or owner for a task, and other words where it is somebody's own: the recipe's keep theirs. Refuses as `addTask`, and
 * `notFound` for one that is not there any more.
 */
export async function editTask(db: Db, actor: Actor, edited: { gatheringId: string; itemId: string } & TaskFields, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const title = edited.title.trim();
	return command(db, async (trx) => {
		const found = await taskOf(trx, actor, edited);
		if (!found) return refuse('notFound');
		const { gathering, task } = found;
		if (gathering.state === 'cancelled') return refuse('closedCancelled');
		if (task.task === null && !title) return refuse('missing');
		const kept = await keptOf(trx, gathering, edited, now);
		if (!kept.ok) return kept;
		await trx
			.updateTable('checklistItem')
			.set({ ...kept.columns, ...(task.task === null && { title }) })
			.where('id', '=', task.id)
			.execute();
		await record(trx, actor, 'task.change', { kind: 'gathering', id: gathering.id }, now);
		return { ok: true as const };
	});
}

/** Takes a task off the checklist. Refuses `notAllowed`, `notFound`, `closedCancelled`. */
export async function removeTask(db: Db, actor: Actor, removed: { gatheringId: string; itemId: string }, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const found = await taskOf(trx, actor, removed);
		if (!found) return refuse('notFound');
		if (found.gathering.state === 'cancelled') return refuse('closedCancelled');
		await trx.deleteFrom('checklistItem').where('id', '=', found.task.id).execute();
		await record(trx, actor, 'task.remove', { kind: 'gathering', id: found.gathering.id }, now);
		return { ok: true as const };
	});
}

async function taskOf(trx: Db, actor: Actor, { gatheringId, itemId }: { gatheringId: string; itemId: string }) {
	const gathering = await requireGathering(trx, actor, gatheringId);
	const task =
		gathering &&
		(await trx
			.selectFrom('checklistItem')
			.select(['id', 'task'])
			.where('gatheringId', '=', gathering.id)
			.where('id', '=', itemId)
			.executeTakeFirst());
	return gathering && task && { gathering, task };
}

/** When a task is due and whose it is, as it is kept. */
async function keptOf(trx: Db, gathering: Gathering, { dueDate, days = null, owner = 'steward' }: TaskFields, now: Instant) {
	if (days !== null && gathering.date === null) return refuse('missingDate');
	if (typeof owner === 'object') {
		const unit = trx.selectFrom('unit').select('id').where('municipalityId', '=', gathering.municipalityId);
		if (!(await unit.where('id', '=', owner.unitId).executeTakeFirst())) return refuse('invalidUnit');
	}
	const due = days === null ? dueDate : dueDay(gathering.date!, days, civilDate(now));
	return { ok: true as const, columns: { dueDate: due, ...ownedBy(owner, gathering) } };
}
