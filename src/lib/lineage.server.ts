import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';

export type ThingKind = 'note' | 'cluster' | 'harvestPoint' | 'forumPoint' | 'summary' | 'finding' | 'input' | 'element' | 'version';
export type Thing = { kind: ThingKind; id: string };

/** Writes down that each of `to` was derived from each of `from`; saying it twice changes nothing. */
export async function link(
	db: Db,
	municipalityId: string,
	link: { from: Thing | readonly Thing[]; to: Thing | readonly Thing[] },
	now: Instant
): Promise<void> {
	const rows = [link.from].flat().flatMap((from) =>
		[link.to].flat().map((to) => ({
			municipalityId,
			fromKind: from.kind,
			fromId: from.id,
			toKind: to.kind,
			toId: to.id,
			at: now
		}))
	);
	if (rows.length === 0) return;
	await db
		.insertInto('lineage')
		.values(rows)
		.onConflict((conflict) => conflict.columns(['fromId', 'toId', 'fromKind', 'toKind']).doNothing())
		.execute();
}

/** Takes back that anything of kind `to` was derived from `from`: for a decision that is changed while it may be. */
export async function unlink(db: Db, municipalityId: string, from: Thing, to: ThingKind): Promise<void> {
	await db
		.deleteFrom('lineage')
		.where('municipalityId', '=', municipalityId)
		.where('fromKind', '=', from.kind)
		.where('fromId', '=', from.id)
		.where('toKind', '=', to)
		.execute();
}

/** Whether something was derived from `from`. */
export async function hasCome(db: Db, municipalityId: string, from: Thing): Promise<boolean> {
	const row = await db
		.selectFrom('lineage')
		.select('toId')
		.where('municipalityId', '=', municipalityId)
		.where('fromKind', '=', from.kind)
		.where('fromId', '=', from.id)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * Everything that came of `start` (one thing, or several of one kind), or everything it came from, in any number of steps: one
 * recursive query.
 * Gives each link once, nearest first is the reader's job; [] when nothing is known in this municipality.
 */
export async function trace(
	db: Db,
	municipalityId: string,
	start: Thing | { kind: ThingKind; ids: readonly string[] },
	direction: 'forward' | 'back'
): Promise<{ from: Thing; to: Thing }[]> {
	const ids = 'ids' in start ? start.ids : [start.id];
	if (ids.length === 0) return [];
	const [nearKind, nearId, farKind, farId] =
		direction === 'forward' ? (['fromKind', 'fromId', 'toKind', 'toId'] as const) : (['toKind', 'toId', 'fromKind', 'fromId'] as const);
	const rows = await db
		.withRecursive('reached', (query) =>
			query
				.selectFrom('lineage')
				.select(['fromKind', 'fromId', 'toKind', 'toId'])
				.where('municipalityId', '=', municipalityId)
				.where(nearKind, '=', start.kind)
				.where(nearId, 'in', ids)
				.union(
					query
						.selectFrom('lineage')
						.innerJoin('reached', (join) =>
							join.onRef(`lineage.${nearId}`, '=', `reached.${farId}`).onRef(`lineage.${nearKind}`, '=', `reached.${farKind}`)
						)
						.select(['lineage.fromKind', 'lineage.fromId', 'lineage.toKind', 'lineage.toId'])
						.where('lineage.municipalityId', '=', municipalityId)
				)
		)
		.selectFrom('reached')
		.selectAll()
		.execute();
	return rows.map((row) => ({
		from: { kind: row.fromKind as ThingKind, id: row.fromId },
		to: { kind: row.toKind as ThingKind, id: row.toId }
	}));
}
