import { seatsHeld } from '#lib/cafe/queries.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { hasCome, link, unlink } from '#lib/lineage.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import type { ForumPoint } from '../model.ts';
import { refusalToChange } from './commands.server.ts';
import { followPoint } from './followPoint.server.ts';
import { unitsNamed } from './cluster.ts';

/** Who sat at which table in any round that was held, by the tables' numbers. One query. */
export async function whoSatWhere(db: Db, municipalityId: string, gatheringId: string) {
	return seatsHeld(db)
		.innerJoin('attendance', 'attendance.id', 'seat.attendanceId')
		.innerJoin('cafeTable', 'cafeTable.id', 'seat.cafeTableId')
		.select(['cafeTable.id', 'cafeTable.number', 'cafeTable.question'])
		.select(['attendance.id as personKey', 'attendance.personId', 'attendance.unitId'])
		.where('seat.municipalityId', '=', municipalityId)
		.where('attendance.gatheringId', '=', gatheringId)
		.orderBy('cafeTable.number')
		.execute();
}

/**
 * For each point, which units sat at the tables it came from in any round. Units with fewer than three there are counted, not named. One
 * query.
 */
export async function unitsBehind(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	points: readonly Pick<ForumPoint, 'id' | 'tables'>[]
): Promise<Map<string, { unitIds: string[]; others: number }>> {
	const seats = await whoSatWhere(db, municipalityId, gatheringId);
	const at = Map.groupBy(seats, (seat) => seat.number);
	return new Map(points.map((point) => [point.id, unitsNamed(point.tables.flatMap((number) => at.get(number) ?? []))]));
}

/**
 * Makes several points of one that says several things; all that led to it leads to each of them, and it is itself gone into them. Who
 * starts and what comes first goes to the first part. Refuses as `mergePoints` does; `missing` when fewer than two parts have words.
 */
export async function splitPoint(
	db: Db,
	actor: Actor,
	gatheringId: string,
	split: { pointId: string; parts: readonly string[] },
	now: Instant
) {
	const texts = split.parts.map((text) => text.trim()).filter(Boolean);
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		if (texts.length < 2) return refuse('missing');
		const { municipalityId } = actor;
		const point = await trx
			.selectFrom('forumPoint')
			.selectAll()
			.where('id', '=', split.pointId)
			.where('gatheringId', '=', gatheringId)
			.where('municipalityId', '=', municipalityId)
			.where('mergedIntoId', 'is', null)
			.executeTakeFirst();
		if (!point) return refuse('conflict');
		// The parts take the place of the whole; what came after it makes room.
		await trx
			.updateTable('forumPoint')
			.set((row) => ({ position: row('position', '+', texts.length - 1) }))
			.where('gatheringId', '=', gatheringId)
			.where('position', '>', point.position)
			.execute();
		const made = texts.map((text, at) => ({ id: newId(), text, at }));
		await trx
			.insertInto('forumPoint')
			.values(
				made.map(({ id, text, at }) => ({
					...point,
					id,
					text,
					position: point.position + at,
					createdAt: now,
					...(at > 0 && { firstAt: null, starterUnitId: null, starterRole: '', startBy: null, doneAt: null, doneBy: null, doneWord: null })
				}))
			)
			.execute();
		await trx.updateTable('forumPoint').set({ mergedIntoId: made[0]!.id }).where('id', '=', point.id).execute();
		await followPoint(trx, gatheringId, [point.id], made[0]!.id);
		await link(
			trx,
			municipalityId,
			{ from: { kind: 'forumPoint', id: point.id }, to: made.map(({ id }) => ({ kind: 'forumPoint' as const, id })) },
			now
		);
		return { ok: true as const, pointIds: made.map(({ id }) => id) };
	});
}

/**
 * Takes a point that others were merged into apart again: they stand as they did, and it is gone. Refuses as `mergePoints` does, and
 * `conflict` also when the point is no merged one any longer or something has been made of it.
 */
export async function undoMerge(db: Db, actor: Actor, gatheringId: string, pointId: string) {
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		const merged = await trx
			.selectFrom('forumPoint')
			.select(['id', 'arrivedAt'])
			.where('id', '=', pointId)
			.where('gatheringId', '=', gatheringId)
			.where('mergedIntoId', 'is', null)
			.executeTakeFirst();
		const point = { kind: 'forumPoint' as const, id: pointId };
		if (!merged || (await hasCome(trx, actor.municipalityId, point))) return refuse('conflict');
		const sources = await trx
			.updateTable('forumPoint')
			.set((row) => ({ mergedIntoId: null, arrivedAt: row.fn.coalesce('arrivedAt', row.val(merged.arrivedAt)) }))
			.where('mergedIntoId', '=', pointId)
			.returning('id')
			.execute();
		if (sources.length < 2) return refuse('conflict');
		for (const { id } of sources) await unlink(trx, actor.municipalityId, { kind: 'forumPoint', id }, 'forumPoint');
		await followPoint(trx, gatheringId, [pointId], sources[0]!.id);
		await trx.deleteFrom('forumPoint').where('id', '=', pointId).execute();
		return { ok: true as const };
	});
}
