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
	const behind = await notesBehind(db, municipalityId, gatheringId);
	return points.map((point) => {
		const own = behind.get(point.id) ?? new Map<string, number>();
		return { ...point, behind: own, ...countOf([own]) };
	});
}

/** The dots of each note by its id. */
type Dots = ReadonlyMap<string, number>;

/** How many notes, and how many dots are on them; a note that stands behind several points, or a point and its cluster, counts once. */
function countOf(sources: readonly Dots[]): { notes: number; votes: number } {
	const all = new Map(sources.flatMap((dots) => [...dots]));
	return { notes: all.size, votes: [...all.values()].reduce((sum, dots) => sum + dots, 0) };
}

/** The notes behind each table point of a gathering, named by it or in a cluster that it names. */
async function notesBehind(db: Db, municipalityId: string, gatheringId: string): Promise<Map<string, Map<string, number>>> {
	const rows = await db
		.selectFrom('lineage')
		.innerJoin('note', (join) =>
			join.on(({ and, eb, or, ref }) =>
				or([
					and([eb('lineage.fromKind', '=', 'note'), eb('note.id', '=', ref('lineage.fromId'))]),
					and([eb('lineage.fromKind', '=', 'cluster'), eb('note.clusterId', '=', ref('lineage.fromId'))])
				])
			)
		)
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['lineage.toId', 'note.id', 'note.votes'])
		.where('lineage.municipalityId', '=', municipalityId)
		.where('lineage.fromKind', 'in', ['note', 'cluster'])
		.where('lineage.toKind', '=', 'harvestPoint')
		.where('cafe.gatheringId', '=', gatheringId)
		.execute();
	return new Map(
		Array.from(
			Map.groupBy(rows, ({ toId }) => toId),
			([id, own]) => [id, new Map(own.map((note) => [note.id, note.votes]))]
		)
	);
}

/** The forum's points that have not gone into another, in the leader's order. Five queries however many there are. */
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
	const merged = await mergedPoints(db, municipalityId, gatheringId);
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
			merged: merged.has(row.id),
			tables: [...new Set(sources.map((source) => source.number))].sort((a, b) => a - b),
			...countOf(sources.map(({ behind }) => behind))
		};
	});
}

/** The points that two or more were merged into (one that was split points to its first part only). */
async function mergedPoints(db: Db, municipalityId: string, gatheringId: string): Promise<Set<string | null>> {
	const rows = await db
		.selectFrom('forumPoint')
		.select('mergedIntoId')
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('mergedIntoId', 'is not', null)
		.groupBy('mergedIntoId')
		.having(({ fn }) => fn.countAll(), '>', 1)
		.execute();
	return new Set(rows.map(({ mergedIntoId }) => mergedIntoId));
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
