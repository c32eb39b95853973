import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { successorOn, type Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { refuse } from '#lib/result.ts';
import { mayFinish, type Action } from './actions.ts';

/**
 * What the gatherings of a series (null: of all) agreed to do and nobody has said to be done, the most urgent first, those without a
 * date last. The unit is the one that has its duties `today`. Two queries however many there are.
 */
export async function openActions(db: Db, municipalityId: string, seriesId: string | null, today: CivilDate): Promise<Action[]> {
	const open = (await actions(db, municipalityId, today, seriesId === null ? {} : { seriesId })).filter((action) => action.doneAt === null);
	return open.toSorted((a, b) => (a.startBy ?? '9999').localeCompare(b.startBy ?? '9999') || a.position - b.position);
}

/** What one gathering agreed to do, done or not, in the leader's order. Two queries. */
export async function actionsOf(db: Db, municipalityId: string, gatheringId: string, today: CivilDate): Promise<Action[]> {
	return actions(db, municipalityId, today, { gatheringId });
}

async function actions(
	db: Db,
	municipalityId: string,
	today: CivilDate,
	of: { seriesId?: string; gatheringId?: string; pointId?: string }
): Promise<Action[]> {
	const rows = await db
		.selectFrom('forumPoint')
		.innerJoin('gathering', 'gathering.id', 'forumPoint.gatheringId')
		.select(['forumPoint.id', 'forumPoint.gatheringId', 'gathering.theme', 'gathering.date', 'forumPoint.position', 'forumPoint.text'])
		.select(['forumPoint.starterUnitId', 'forumPoint.starterRole as role', 'forumPoint.startBy', 'forumPoint.firstAt'])
		.select(['forumPoint.doneAt', 'forumPoint.doneWord'])
		.where('forumPoint.municipalityId', '=', municipalityId)
		.where('forumPoint.mergedIntoId', 'is', null)
		.where((where) => where.or([where('forumPoint.starterUnitId', 'is not', null), where('forumPoint.starterRole', '!=', '')]))
		.$if(of.seriesId !== undefined, (query) => query.where('gathering.seriesId', '=', of.seriesId!))
		.$if(of.gatheringId !== undefined, (query) => query.where('forumPoint.gatheringId', '=', of.gatheringId!))
		.$if(of.pointId !== undefined, (query) => query.where('forumPoint.id', '=', of.pointId!))
		.orderBy('gathering.year')
		.orderBy('gathering.date')
		.orderBy('forumPoint.position')
		.execute();
	const all = await units(db, municipalityId);
	return rows.map(({ starterUnitId, firstAt, ...row }) => {
		const unit =
			starterUnitId === null ? undefined : (successorOn(all, starterUnitId, today) ?? all.find(({ id }) => id === starterUnitId));
		return { ...row, first: firstAt !== null, unit: unit ? { id: unit.id, nn: unit.nameNn, nb: unit.nameNb } : null };
	});
}

/** What is open in the series of a gathering from others than itself. */
export async function openBefore(
	db: Db,
	gathering: { id: string; municipalityId: string; seriesId: string },
	today: CivilDate
): Promise<Action[]> {
	const open = await openActions(db, gathering.municipalityId, gathering.seriesId, today);
	return open.filter((action) => action.gatheringId !== gathering.id);
}

/**
 * Says that an action is done, and (`word`, may be '') what came of it. Refuses `notFound` (no such point, or one that nobody starts with),
 * `notAllowed` (another unit's), `closed` (it is done already).
 */
export async function finishAction(db: Db, actor: Actor, done: { actionId: string; word: string }, now: Instant) {
	return command(db, async (trx) => {
		const [action] = await actions(trx, actor.municipalityId, civilDate(now), { pointId: done.actionId });
		if (!action) return refuse('notFound');
		if (!mayFinish(actor, action)) return refuse('notAllowed');
		if (action.doneAt !== null) return refuse('closed');
		await trx.updateTable('forumPoint').set({ doneAt: now, doneBy: actor.id, doneWord: done.word }).where('id', '=', action.id).execute();
		await record(trx, actor, 'action.finish', { kind: 'forumPoint', id: action.id }, now);
		return { ok: true as const };
	});
}

/** Opens an action that was said to be done. Refuses `notFound`, `notAllowed`, `duplicate` (it is open already). */
export async function reopenAction(db: Db, actor: Actor, actionId: string, now: Instant) {
	return command(db, async (trx) => {
		const [action] = await actions(trx, actor.municipalityId, civilDate(now), { pointId: actionId });
		if (!action) return refuse('notFound');
		if (!mayFinish(actor, action)) return refuse('notAllowed');
		if (action.doneAt === null) return refuse('duplicate');
		await trx.updateTable('forumPoint').set({ doneAt: null, doneBy: null, doneWord: null }).where('id', '=', action.id).execute();
		await record(trx, actor, 'action.reopen', { kind: 'forumPoint', id: action.id }, now);
		return { ok: true as const };
	});
}
