import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayWorkOnPoints, summaryState } from '../model.ts';
import { versions } from '../queries.server.ts';
import { followPoint } from './followPoint.server.ts';
import { ungathered } from './queries.server.ts';

/** The refusal to change the points of a gathering now; null when they may be changed. */
export async function refusalToChange(db: Db, actor: Actor, gatheringId: string) {
	const gathering = await db
		.selectFrom('gathering')
		.select('id')
		.where('id', '=', gatheringId)
		.where('municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
	if (!gathering) return refuse('notFound');
	if (!mayFacilitate(actor)) return refuse('notAllowed');
	const state = summaryState(await versions(db, actor.municipalityId, gatheringId));
	return mayWorkOnPoints(actor, state) ? null : refuse('closed');
}

async function nextPosition(db: Db, gatheringId: string): Promise<number> {
	const { last } = await db
		.selectFrom('forumPoint')
		.select((select) => select.fn.max('position').as('last'))
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirstOrThrow();
	return Number(last ?? 0) + 1;
}

const blank = { firstAt: null, starterUnitId: null, starterRole: '', startBy: null, mergedIntoId: null, arrivedAt: null };

const isAction = (point: { starterUnitId: string | null; starterRole: string }) => point.starterUnitId !== null || point.starterRole !== '';

/**
 * Takes up every table point that is not on the forum's list yet; saying it twice adds nothing. Refuses `notAllowed`, `notFound`,
 * `closed`.
 */
export async function gatherPoints(db: Db, actor: Actor, gatheringId: string, now: Instant) {
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		return { ok: true as const, added: await gatherInto(trx, actor.municipalityId, gatheringId, now) };
	});
}

/** As `gatherPoints`, in the caller's transaction; gives how many are new. */
export async function gatherInto(trx: Db, municipalityId: string, gatheringId: string, now: Instant): Promise<number> {
	const points = await ungathered(trx, municipalityId, gatheringId);
	let position = await nextPosition(trx, gatheringId);
	for (const point of points) {
		const id = newId();
		await trx
			.insertInto('forumPoint')
			.values({ id, municipalityId, gatheringId, position: position++, text: point.text, createdAt: now, ...blank })
			.execute();
		await link(trx, municipalityId, { from: { kind: 'harvestPoint', id: point.id }, to: { kind: 'forumPoint', id } }, now);
	}
	return points.length;
}

/**
 * Puts two points or more together under one wording ('': that of the first); all of them stay traceable. Refuses also `missing` and
 * `conflict`.
 */
export async function mergePoints(
	db: Db,
	actor: Actor,
	gatheringId: string,
	merged: { points: readonly string[]; text: string },
	now: Instant
) {
	const ids = [...new Set(merged.points)];
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		if (ids.length < 2) return refuse('missing');
		const { municipalityId } = actor;
		const sources = await trx
			.selectFrom('forumPoint')
			.selectAll()
			.where('gatheringId', '=', gatheringId)
			.where('municipalityId', '=', municipalityId)
			.where('mergedIntoId', 'is', null)
			.where('id', 'in', ids)
			.orderBy('position')
			.execute();
		const [leading] = sources;
		if (!leading || sources.length !== ids.length) return refuse('conflict');
		const pointId = newId();
		const starter = sources.find(isAction);
		const isDone = sources.filter(isAction).every((source) => source.doneAt !== null);
		await trx
			.insertInto('forumPoint')
			.values({
				...blank,
				id: pointId,
				municipalityId,
				gatheringId,
				position: leading.position,
				text: merged.text || leading.text,
				createdAt: now,
				firstAt: sources.find((source) => source.firstAt !== null)?.firstAt ?? null,
				starterUnitId: starter?.starterUnitId ?? null,
				starterRole: starter?.starterRole ?? '',
				startBy: starter?.startBy ?? null,
				arrivedAt: sources.flatMap(({ arrivedAt }) => arrivedAt ?? []).sort()[0] ?? null,
				...(starter && isDone && { doneAt: starter.doneAt, doneBy: starter.doneBy, doneWord: starter.doneWord })
			})
			.execute();
		await trx.updateTable('forumPoint').set({ mergedIntoId: pointId }).where('id', 'in', ids).execute();
		await followPoint(trx, gatheringId, ids, pointId);
		await link(trx, municipalityId, { from: ids.map((id) => ({ kind: 'forumPoint', id })), to: { kind: 'forumPoint', id: pointId } }, now);
		return { ok: true as const, pointId };
	});
}

/** Words a point anew (`text` null: it keeps its words) and says who starts with it. Refuses also `conflict`, `invalidUnit`. */
export async function describePoint(
	db: Db,
	actor: Actor,
	gatheringId: string,
	point: { pointId: string; text: string | null; starterUnitId: string | null; starterRole: string; startBy: CivilDate | null }
) {
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		if (point.starterUnitId !== null) {
			const unit = await trx
				.selectFrom('unit')
				.select('id')
				.where('id', '=', point.starterUnitId)
				.where('municipalityId', '=', actor.municipalityId)
				.executeTakeFirst();
			if (!unit) return refuse('invalidUnit');
		}
		const { pointId, text, ...starter } = point;
		return updatePoint(trx, gatheringId, pointId, { ...starter, ...(text !== null && { text }) });
	});
}

/** Marks a point as one of those that come first, or takes the mark away. Refuses as `describePoint`. */
export async function markFirst(db: Db, actor: Actor, gatheringId: string, marked: { pointId: string; first: boolean }, now: Instant) {
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		return updatePoint(trx, gatheringId, marked.pointId, { firstAt: marked.first ? now : null });
	});
}

async function updatePoint(trx: Db, gatheringId: string, pointId: string, words: Record<string, string | null>) {
	const row = await trx
		.updateTable('forumPoint')
		.set(words)
		.where('id', '=', pointId)
		.where('gatheringId', '=', gatheringId)
		.where('mergedIntoId', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return row ? { ok: true as const } : refuse('conflict');
}
