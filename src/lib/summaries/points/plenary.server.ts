import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { gatherInto, refusalToChange } from './commands.server.ts';
import { nextMove, previousMove, type Move, type PlenaryPart, type Stand } from './plenary.ts';
import { forumPoints } from './queries.server.ts';

/** Where a press leads: a step on or back, a part, or the table (`tableId`) that is to speak now. */
export type Steering = { to: 'next' | 'previous' | 'table' | PlenaryPart; tableId?: string };

/**
 * Begins plenary: takes up what the tables have handed in, and lets the first of them speak. Refuses `notAllowed`, `notFound`, `closed`
 * (the summary is published), `empty` (no table has handed in) and `duplicate` (it has begun).
 */
export async function startPlenary(db: Db, actor: Actor, gatheringId: string, now: Instant) {
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		const { municipalityId } = actor;
		await gatherInto(trx, municipalityId, gatheringId, now);
		const [points, tables] = [await pointsWithArrival(trx, municipalityId, gatheringId), await tablesOf(trx, municipalityId, gatheringId)];
		const first = tables.find(({ number }) => points.some((point) => point.tables.includes(number)));
		if (!first) return refuse('empty');
		const begun = await trx
			.insertInto('plenary')
			.values({ gatheringId, municipalityId, part: 'tables', cafeTableId: first.id, pointId: null, turn: 1, startedAt: now })
			.onConflict((conflict) => conflict.doNothing())
			.returning('gatheringId')
			.executeTakeFirst();
		return begun ? { ok: true as const } : refuse('duplicate');
	});
}

/**
 * Moves plenary. `turn` is the move that the press was made at: another one since means that somebody else was there first. Points that
 * were handed in meanwhile come along. Refuses `notAllowed`, `notFound` (also: not begun), `closed`, `conflict` (moved since, or no such
 * table) and `limit` (there is nothing before the beginning).
 */
export async function steerPlenary(db: Db, actor: Actor, gatheringId: string, pressed: Steering & { turn: number }, now: Instant) {
	return command(db, async (trx) => {
		const refusal = await refusalToChange(trx, actor, gatheringId);
		if (refusal) return refusal;
		const { municipalityId } = actor;
		const at = await trx.selectFrom('plenary').selectAll().where('gatheringId', '=', gatheringId).executeTakeFirst();
		if (!at) return refuse('notFound');
		if (at.turn !== pressed.turn) return refuse('conflict');
		await gatherInto(trx, municipalityId, gatheringId, now);
		const [points, tables] = [await pointsWithArrival(trx, municipalityId, gatheringId), await tablesOf(trx, municipalityId, gatheringId)];
		const move = moveTo(pressed, { part: at.part, tableId: at.cafeTableId, pointId: at.pointId }, tables, points);
		if (move === undefined) return refuse('conflict');
		if (move === null) return refuse('limit');
		const { part, tableId, pointId, arrives, leaves } = move;
		await trx
			.updateTable('plenary')
			.set({ part, cafeTableId: tableId, pointId, turn: at.turn + 1 })
			.where('gatheringId', '=', gatheringId)
			.execute();
		for (const [id, arrivedAt] of [[arrives, now] as const, [leaves, null] as const])
			if (id !== undefined) await trx.updateTable('forumPoint').set({ arrivedAt }).where('id', '=', id).execute();
		return { ok: true as const };
	});
}

type Tables = Awaited<ReturnType<typeof tablesOf>>;
type Points = Awaited<ReturnType<typeof pointsWithArrival>>;

function moveTo(pressed: Steering, at: Stand, tables: Tables, points: Points): Move | null | undefined {
	switch (pressed.to) {
		case 'next':
			return nextMove(at, tables, points);
		case 'previous':
			return previousMove(at, tables, points);
		case 'table':
			return pressed.tableId !== undefined && tables.some(({ id }) => id === pressed.tableId)
				? { part: 'tables', tableId: pressed.tableId, pointId: null }
				: undefined;
		default:
			return { part: pressed.to, tableId: pressed.to === 'tables' ? (tables[0]?.id ?? null) : null, pointId: null };
	}
}

/** The part in which a gathering's plenary stands; null before it has begun. */
export async function plenaryPart(db: Db, municipalityId: string, gatheringId: string): Promise<PlenaryPart | null> {
	const row = await db
		.selectFrom('plenary')
		.select('part')
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirst();
	return row?.part ?? null;
}

/** The tables of a gathering's café that have handed in, in the order of their numbers. */
export function tablesOf(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.id', 'cafeTable.number', 'cafeTable.question'])
		.where('cafe.gatheringId', '=', gatheringId)
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafeTable.harvestedAt', 'is not', null)
		.orderBy('cafeTable.number')
		.execute();
}

/** The forum's points in table order, each with since when the room has been told of it. */
export async function pointsWithArrival(db: Db, municipalityId: string, gatheringId: string) {
	const arrived = await db.selectFrom('forumPoint').select(['id', 'arrivedAt']).where('gatheringId', '=', gatheringId).execute();
	const at = new Map(arrived.map(({ id, arrivedAt }) => [id, arrivedAt]));
	return (await forumPoints(db, municipalityId, gatheringId)).map((point) => ({ ...point, arrivedAt: at.get(point.id) ?? null }));
}
