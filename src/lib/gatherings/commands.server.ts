import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayFacilitate, type Actor } from '#lib/people/model.ts';
import * as topics from '#lib/topics/commands.server.ts';
import type { TaskId } from './planning/recipes.ts';
import { mayPlan, mayTick, whyNotCheckIn, type Gathering } from './model.ts';

/** The gathering of the actor's own municipality; undefined for another's. */
export async function requireGathering(db: Db, actor: Pick<Actor, 'municipalityId'>, gatheringId: string): Promise<Gathering | undefined> {
	return db
		.selectFrom('gathering')
		.selectAll()
		.where('municipalityId', '=', actor.municipalityId)
		.where('id', '=', gatheringId)
		.executeTakeFirst();
}

type NotOpened = 'notAllowed' | 'notFound' | 'noDate' | 'tooEarly' | 'cancelled' | 'alreadyHeld';

/**
 * Opens the doors: planned or invited → open. An open gathering stays open.
 * Refuses `notAllowed`, `notFound`, `noDate`, `tooEarly` (before the day), `cancelled`, `alreadyHeld`.
 */
export async function open(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: NotOpened }> {
	if (!mayFacilitate(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		const refusal = whyNotCheckIn(gathering, civilDate(now));
		if (refusal) return { ok: false, reason: refusal };
		if (gathering.state === 'open') return { ok: true };
		await trx.updateTable('gathering').set({ state: 'open', openedAt: now }).where('id', '=', gatheringId).execute();
		await record(trx, actor, 'openGathering', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true };
	});
}

/**
 * The day is over: open → held; the topics on its programme count as held. The café calls it when it closes.
 * Refuses `notAllowed`, `notFound`, `notOpen`.
 */
export async function markHeld(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'notOpen' }> {
	if (!mayFacilitate(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (gathering.state !== 'open') return { ok: false, reason: 'notOpen' };
		await trx.updateTable('gathering').set({ state: 'held', heldAt: now }).where('id', '=', gatheringId).execute();
		await tickOff(trx, actor, gatheringId, 'checkIn', now);
		await topics.markHeld(trx, actor, gatheringId, now);
		await record(trx, actor, 'holdGathering', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true };
	});
}

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

/** Ticks a task off, or takes the tick away again. Refuses `notAllowed`, `notFound`, `cancelled`. */
export async function tick(
	db: Db,
	actor: Actor,
	ticked: { gatheringId: string; itemId: string; done: boolean },
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'cancelled' }> {
	if (!mayFacilitate(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, ticked.gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (!mayTick(actor, gathering)) return { ok: false, reason: 'cancelled' };
		const changed = await trx
			.updateTable('checklistItem')
			.set(ticked.done ? { doneAt: now, doneBy: actor.id } : { doneAt: null, doneBy: null })
			.where('gatheringId', '=', ticked.gatheringId)
			.where('id', '=', ticked.itemId)
			.executeTakeFirst();
		return changed.numUpdatedRows > 0n ? { ok: true } : { ok: false, reason: 'notFound' };
	});
}

/** A task of one's own on the checklist, owned by the organiser. Refuses `notAllowed`, `notFound`, `cancelled`, `noTitle`. */
export async function addTask(
	db: Db,
	actor: Actor,
	added: { gatheringId: string; title: string; dueDate: CivilDate },
	now: Instant
): Promise<{ ok: true; itemId: string } | { ok: false; reason: 'notAllowed' | 'notFound' | 'cancelled' | 'noTitle' }> {
	if (!mayPlan(actor)) return { ok: false, reason: 'notAllowed' };
	const title = added.title.trim();
	if (!title) return { ok: false, reason: 'noTitle' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, added.gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (gathering.state === 'cancelled') return { ok: false, reason: 'cancelled' };
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
		await record(trx, actor, 'addTask', { kind: 'gathering', id: gathering.id }, now);
		return { ok: true, itemId };
	});
}
