import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { refuse } from '#lib/result.ts';
import { harvestSize, minPoints } from '../model.ts';
import { participantFor, type AtTable, type Requester } from '../participants/participants.server.ts';
import { mayPick, seenAs } from './agreement.server.ts';
import { draftsOf, type Draft } from './drafts.ts';

/*
 * A table's harvest: 3–5 points, each made of notes and clusters of the frozen board. Handing in is final and writes the lineage; until
 * then points may be changed. What is done to them says how they were when it was decided (`seen`, by `seenAs`): a press that was meant
 * for others does nothing.
 */

export type HarvestNote = {
	id: string;
	text: string;
	writtenBy: string;
	firstText: string | null;
	votes: number;
	clusterId: string | null;
};
export type HarvestPoint = { id: string; position: number; text: string; noteIds: string[]; clusterIds: string[] };
export type Harvest = {
	at: AtTable;
	/** Most votes first within a cluster, then as they lay. */
	notes: HarvestNote[];
	/** With the sum of their notes' votes, most first. */
	clusters: { id: string; title: string; votes: number }[];
	points: HarvestPoint[];
	/** What the board offers as points, the first one first. */
	drafts: Draft[];
	/** The points as they are, to send along (`seenAs`). */
	seen: string;
};

/** How the points were when something was decided about them; null: not checked, for who has just read them. */
type Seen = string | null;

/** A table's harvest, for who picks its points (`mayPick`); undefined for all others. */
export async function harvestAt(db: Db, who: Requester, tableId: string): Promise<Harvest | undefined> {
	const at = await participantFor(db, who, tableId);
	if (!at || !(await mayPick(db, at, who))) return undefined;
	const notes = await db
		.selectFrom('note')
		.select(['id', 'text', 'writtenBy', 'firstText', 'votes', 'clusterId'])
		.where('cafeTableId', '=', tableId)
		.orderBy('votes', 'desc')
		.orderBy('position')
		.execute();
	const clusters = await db.selectFrom('cluster').select(['id', 'title']).where('cafeTableId', '=', tableId).orderBy('position').execute();
	const votesOf = (clusterId: string) => notes.reduce((sum, note) => sum + (note.clusterId === clusterId ? note.votes : 0), 0);
	const points = await pointsOf(db, tableId);
	const used = new Set(points.flatMap(({ noteIds, clusterIds }) => [...noteIds, ...clusterIds]));
	return {
		at,
		notes,
		drafts: draftsOf(notes, clusters, { used, unitOf: await unitsBySignature(db, at.cafe) }),
		seen: seenAs(points),
		clusters: clusters.map((cluster) => ({ ...cluster, votes: votesOf(cluster.id) })).sort((a, b) => b.votes - a.votes),
		points
	};
}

/** The unit behind a signature: its name in either language, or the name of somebody on the list. */
async function unitsBySignature(db: Db, { municipalityId, gatheringId }: AtTable['cafe']) {
	const units = await db.selectFrom('unit').select(['id', 'nameNn', 'nameNb']).where('municipalityId', '=', municipalityId).execute();
	const present = await db.selectFrom('attendance').select(['name', 'unitId']).where('gatheringId', '=', gatheringId).execute();
	const known = new Map<string, string | null>([
		...present.map(({ name, unitId }) => [name, unitId] as const),
		...units.flatMap(({ id, nameNn, nameNb }) => [[nameNn, id] as const, [nameNb, id] as const])
	]);
	return (signature: string) => known.get(signature) ?? null;
}

/** What becomes a point. */
export type NewPoint = { text: string; anyway?: boolean; noteIds: readonly string[]; clusterIds: readonly string[] };

/**
 * Adds a point, or changes one (`pointId`). Text is 1–500 characters.
 * Refuses `notFound` (the table), `notAllowed` (not its host), `conflictOpenBoard`, `closed` (handed in), `conflictSeen` (the points have
 * changed since), `empty` (no notes), `invalidNote`, `invalidPersonal` (looks as if it points at somebody: ask first, then `anyway`),
 * `conflict` (the point is gone) and `limitPoints` (over five).
 */
export async function keepPoint(
	db: Db,
	who: Requester,
	tableId: string,
	point: NewPoint & { pointId: string | null; seen?: Seen },
	now: Instant
) {
	return command(db, async (trx) => {
		const may = await mayHarvest(trx, who, tableId, point.seen ?? null);
		return may.ok ? putPoint(trx, may.at.cafe.municipalityId, tableId, point, now) : may;
	});
}

/** Adds several points at once, in their order: all of them or none. Refuses as `keepPoint` does. */
export async function bringPoints(
	db: Db,
	who: Requester,
	tableId: string,
	{ points, anyway, seen }: { points: readonly NewPoint[]; anyway: boolean; seen: Seen },
	now: Instant
) {
	return command(db, async (trx) => {
		const may = await mayHarvest(trx, who, tableId, seen);
		if (!may.ok) return may;
		if (points.length === 0) return refuse('empty');
		for (const point of points) {
			const put = await putPoint(trx, may.at.cafe.municipalityId, tableId, { ...point, anyway, pointId: null }, now);
			if (!put.ok) return put;
		}
		return { ok: true as const };
	});
}

async function putPoint(trx: Db, municipalityId: string, tableId: string, point: NewPoint & { pointId: string | null }, now: Instant) {
	const kinds = personalKinds(point.text);
	if (!point.anyway && kinds.length > 0) return refuse('invalidPersonal', { kinds });
	const noteIds = [...new Set(point.noteIds)];
	const clusterIds = [...new Set(point.clusterIds)];
	if (noteIds.length + clusterIds.length === 0) return refuse('empty');
	if (!(await areHere(trx, tableId, 'note', noteIds)) || !(await areHere(trx, tableId, 'cluster', clusterIds)))
		return refuse('invalidNote');
	const points = await trx
		.selectFrom('harvestPoint')
		.select(['id', 'position'])
		.where('cafeTableId', '=', tableId)
		.orderBy('position')
		.execute();
	if (point.pointId !== null && !points.some(({ id }) => id === point.pointId)) return refuse('conflict');
	if (point.pointId === null && points.length >= harvestSize.max) return refuse('limitPoints');
	const pointId = point.pointId ?? newId();
	if (point.pointId === null) {
		const position = (points.at(-1)?.position ?? 0) + 1;
		await trx
			.insertInto('harvestPoint')
			.values({ id: pointId, municipalityId, cafeTableId: tableId, position, text: point.text, createdAt: now })
			.execute();
	} else {
		await trx.updateTable('harvestPoint').set({ text: point.text }).where('id', '=', pointId).execute();
		await trx.deleteFrom('harvestSource').where('harvestPointId', '=', pointId).execute();
	}
	const sources = [
		...noteIds.map((sourceId) => ({ kind: 'note' as const, sourceId })),
		...clusterIds.map((sourceId) => ({ kind: 'cluster' as const, sourceId }))
	];
	await trx
		.insertInto('harvestSource')
		.values(sources.map((source) => ({ harvestPointId: pointId, municipalityId, ...source })))
		.execute();
	return { ok: true as const, pointId };
}

/**
 * Removes a point; its notes can be used for another one. Refuses `notFound`, `notAllowed`, `conflictOpenBoard`, `closed`, `conflictSeen`
 * and `conflict` (the point is gone).
 */
export async function dropPoint(db: Db, who: Requester, tableId: string, pointId: string, seen: Seen = null) {
	return command(db, async (trx) => {
		const may = await mayHarvest(trx, who, tableId, seen);
		if (!may.ok) return may;
		await trx
			.deleteFrom('harvestSource')
			.where('harvestPointId', '=', pointId)
			.where('harvestPointId', 'in', idsAt(trx, tableId))
			.execute();
		const { numDeletedRows } = await trx
			.deleteFrom('harvestPoint')
			.where('id', '=', pointId)
			.where('cafeTableId', '=', tableId)
			.executeTakeFirstOrThrow();
		return numDeletedRows ? { ok: true as const } : refuse('conflict');
	});
}

/** Moves a point one step up or down among the table's points; at an end nothing happens. Refuses as `dropPoint` does. */
export async function movePoint(db: Db, who: Requester, tableId: string, pointId: string, by: -1 | 1, seen: Seen = null) {
	return command(db, async (trx) => {
		const may = await mayHarvest(trx, who, tableId, seen);
		if (!may.ok) return may;
		const points = await pointsOf(trx, tableId);
		const at = points.findIndex(({ id }) => id === pointId);
		if (at < 0) return refuse('conflict');
		const [one, other] = [points[at]!, points[at + by]];
		if (!other) return { ok: true as const };
		await trx.updateTable('harvestPoint').set({ position: other.position }).where('id', '=', one.id).execute();
		await trx.updateTable('harvestPoint').set({ position: one.position }).where('id', '=', other.id).execute();
		return { ok: true as const };
	});
}

/**
 * Hands the points in, which can't be undone. Refuses `notFound`, `notAllowed`, `conflictOpenBoard`, `closed`, `conflictSeen` and
 * `missingPoints` (under three; under the number of notes where a table has fewer).
 */
export async function handIn(db: Db, who: Requester, tableId: string, now: Instant, seen: Seen = null) {
	return command(db, async (trx) => {
		const may = await mayHarvest(trx, who, tableId, seen);
		if (!may.ok) return may;
		const points = await pointsOf(trx, tableId);
		const notes = await trx.selectFrom('note').select('id').where('cafeTableId', '=', tableId).limit(harvestSize.min).execute();
		if (points.length < minPoints(notes.length)) return refuse('missingPoints');
		await handInFor(trx, may.at.cafe.municipalityId, tableId, now);
		return { ok: true as const };
	});
}

/** Marks a table's points as handed in and writes from which notes and clusters each comes. In the caller's transaction. */
export async function handInFor(trx: Db, municipalityId: string, tableId: string, now: Instant): Promise<void> {
	for (const { id, noteIds, clusterIds } of await pointsOf(trx, tableId)) {
		const from = [...noteIds.map((id) => ({ kind: 'note' as const, id })), ...clusterIds.map((id) => ({ kind: 'cluster' as const, id }))];
		await link(trx, municipalityId, { from, to: { kind: 'harvestPoint', id } }, now);
	}
	await trx.updateTable('cafeTable').set({ harvestedAt: now }).where('id', '=', tableId).execute();
}

/** The table, where its points may be changed by the requester now. */
async function mayHarvest(trx: Db, who: Requester, tableId: string, seen: Seen) {
	const at = await participantFor(trx, who, tableId);
	if (!at) return refuse('notFound');
	if (!(await mayPick(trx, at, who))) return refuse('notAllowed');
	if (at.table.frozenAt === null) return refuse('conflictOpenBoard');
	if (at.table.harvestedAt !== null) return refuse('closed');
	if (seen !== null && seenAs(await pointsOf(trx, tableId)) !== seen) return refuse('conflictSeen');
	return { ok: true as const, at };
}

/** The points of a table, in their order. */
export async function pointsOf(db: Db, tableId: string): Promise<HarvestPoint[]> {
	const points = await db
		.selectFrom('harvestPoint')
		.select(['id', 'position', 'text'])
		.where('cafeTableId', '=', tableId)
		.orderBy('position')
		.execute();
	const sources = await db
		.selectFrom('harvestSource')
		.select(['harvestPointId', 'kind', 'sourceId'])
		.where('harvestPointId', 'in', idsAt(db, tableId))
		.execute();
	const of = (pointId: string, kind: 'note' | 'cluster') =>
		sources.filter((source) => source.harvestPointId === pointId && source.kind === kind).map(({ sourceId }) => sourceId);
	return points.map((point) => ({ ...point, noteIds: of(point.id, 'note'), clusterIds: of(point.id, 'cluster') }));
}

function idsAt(db: Db, tableId: string) {
	return db.selectFrom('harvestPoint').select('id').where('cafeTableId', '=', tableId);
}

async function areHere(db: Db, tableId: string, kind: 'note' | 'cluster', ids: readonly string[]): Promise<boolean> {
	if (ids.length === 0) return true;
	const found = await db.selectFrom(kind).select('id').where('cafeTableId', '=', tableId).where('id', 'in', ids).execute();
	return found.length === ids.length;
}
