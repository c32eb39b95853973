import type { Db } from '#lib/db/open.server.ts';
import type { ForumPoint } from '../model.ts';

/** Finds the tables' points behind a forum point, through points that were merged into it. Two links of a circle would end, not hang. */
async function tracer(db: Db, municipalityId: string, gatheringId: string) {
	const links = await db
		.selectFrom('lineage')
		.innerJoin('forumPoint', 'forumPoint.id', 'lineage.toId')
		.select(['lineage.fromKind', 'lineage.fromId', 'lineage.toId'])
		.where('lineage.municipalityId', '=', municipalityId)
		.where('lineage.toKind', '=', 'forumPoint')
		.where('forumPoint.gatheringId', '=', gatheringId)
		.execute();
	const into = Map.groupBy(links, (link) => link.toId);
	return function harvestPointsOf(id: string, seen = new Set<string>()): Set<string> {
		const found = new Set<string>();
		if (seen.has(id)) return found;
		seen.add(id);
		for (const link of into.get(id) ?? []) {
			if (link.fromKind === 'harvestPoint') found.add(link.fromId);
			if (link.fromKind === 'forumPoint') for (const deeper of harvestPointsOf(link.fromId, seen)) found.add(deeper);
		}
		return found;
	};
}

/**
 * The points that the tables of a gathering's café have handed in, with the notes and dots behind each, in table order. Until then a host
 * may change them.
 */
export async function tablePoints(db: Db, municipalityId: string, gatheringId: string) {
	const points = await db
		.selectFrom('harvestPoint')
		.innerJoin('cafeTable', 'cafeTable.id', 'harvestPoint.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['harvestPoint.id', 'harvestPoint.text', 'harvestPoint.position', 'cafeTable.number', 'cafeTable.question'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.where('cafeTable.harvestedAt', 'is not', null)
		.orderBy('cafeTable.number')
		.orderBy('harvestPoint.position')
		.execute();
	const notes = await db
		.selectFrom('lineage')
		.innerJoin('note', 'note.id', 'lineage.fromId')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['lineage.toId', 'note.votes'])
		.where('lineage.municipalityId', '=', municipalityId)
		.where('lineage.fromKind', '=', 'note')
		.where('lineage.toKind', '=', 'harvestPoint')
		.where('cafe.gatheringId', '=', gatheringId)
		.execute();
	const notesOf = Map.groupBy(notes, (note) => note.toId);
	return points.map((point) => {
		const own = notesOf.get(point.id) ?? [];
		return { ...point, notes: own.length, votes: own.reduce((sum, note) => sum + note.votes, 0) };
	});
}

/** The forum's points that have not gone into another, in the leader's order. Four queries however many there are. */
export async function forumPoints(db: Db, municipalityId: string, gatheringId: string): Promise<ForumPoint[]> {
	const rows = await db
		.selectFrom('forumPoint')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('mergedIntoId', 'is', null)
		.orderBy('position')
		.execute();
	const harvestPointsOf = await tracer(db, municipalityId, gatheringId);
	const byId = new Map((await tablePoints(db, municipalityId, gatheringId)).map((point) => [point.id, point]));
	return rows.map((row) => {
		const sources = [...harvestPointsOf(row.id)].flatMap((id) => byId.get(id) ?? []);
		return {
			id: row.id,
			position: row.position,
			text: row.text,
			firstAt: row.firstAt,
			starterUnitId: row.starterUnitId,
			starterRole: row.starterRole,
			startBy: row.startBy,
			tables: [...new Set(sources.map((source) => source.number))].sort((a, b) => a - b),
			votes: sources.reduce((sum, source) => sum + source.votes, 0),
			notes: sources.reduce((sum, source) => sum + source.notes, 0)
		};
	});
}

/** Table points that no forum point has taken up yet. */
export async function ungathered(db: Db, municipalityId: string, gatheringId: string) {
	const points = await tablePoints(db, municipalityId, gatheringId);
	if (points.length === 0) return [];
	const taken = await db
		.selectFrom('lineage')
		.select('fromId')
		.where('municipalityId', '=', municipalityId)
		.where('fromKind', '=', 'harvestPoint')
		.where('toKind', '=', 'forumPoint')
		.where(
			'fromId',
			'in',
			points.map((point) => point.id)
		)
		.execute();
	const known = new Set(taken.map((row) => row.fromId));
	return points.filter((point) => !known.has(point.id));
}
