import type { Db } from '#lib/db/open.server.ts';
import { versionsInTime } from '../queries.server.ts';
import { inputOrigin, inputWords } from '../text.ts';
import { keyOf, type ThreadNode, type NodeKind, type ThreadItem } from './model.ts';

/** No page shows more of one kind, and SQLite takes no more than 32,766 values in a statement. */
const maxPerKind = 2_000;

export type Found = {
	/** By `keyOf`; decisions are there beside their inputs. */
	items: Map<string, ThreadItem>;
	/** Inputs with a decision. */
	decided: Set<string>;
	/** Which version an input was asked of, and which one a version is, in the order of what they decided. */
	revisionOf: (inputId: string) => number | undefined;
	numberOf: (versionId: string) => number | undefined;
	/** By measure: the indicator that its newest words name. */
	measuredBy: Map<string, string>;
};

/**
 * What the nodes of a thread say, one query a kind that occurs. What is not in this municipality is not found. Never an internal
 * remark.
 */
export async function lookUp(db: Db, municipalityId: string, nodes: readonly ThreadNode[]): Promise<Found> {
	const ids = (kind: NodeKind) => [...new Set(nodes.flatMap((node) => (node.kind === kind ? node.id : [])))].slice(0, maxPerKind);
	const measuredBy = await indicatorsOf(db, municipalityId, ids('element'));
	const items: ThreadItem[] = [
		...(await said(db, municipalityId, 'note', ids('note'))),
		...(await said(db, municipalityId, 'cluster', ids('cluster'))),
		...(await said(db, municipalityId, 'harvestPoint', ids('harvestPoint'))),
		...(await forumPoints(db, municipalityId, ids('forumPoint'))),
		...(await summaries(db, municipalityId, ids('summary'))),
		...(await findings(db, municipalityId, ids('finding'))),
		...(await inputs(db, municipalityId, ids('input'))),
		...(await elements(db, municipalityId, ids('element'))),
		...(await versions(db, municipalityId, ids('version'))),
		...(await indicators(db, municipalityId, [...new Set([...ids('indicator'), ...measuredBy.values()])]))
	];
	const byKey = new Map(items.map((item) => [keyOf(item), item]));
	const ranks = new Map((await versionsInTime(db, municipalityId)).map(({ number }, at) => [number, at + 1]));
	return {
		items: byKey,
		measuredBy,
		decided: new Set(items.flatMap((item) => (item.kind === 'decision' ? item.id : []))),
		revisionOf: (id) => {
			const item = byKey.get(keyOf({ kind: 'input', id }));
			return item?.kind === 'input' ? ranks.get(item.revision) : undefined;
		},
		numberOf: (id) => {
			const item = byKey.get(keyOf({ kind: 'version', id }));
			return item?.kind === 'version' ? ranks.get(item.number) : undefined;
		}
	};
}

const place = [
	'cafeTable.number as table',
	'cafeTable.question',
	'gathering.id as gatheringId',
	'gathering.theme',
	'gathering.month'
] as const;

async function said(
	db: Db,
	municipalityId: string,
	kind: 'note' | 'cluster' | 'harvestPoint',
	ids: readonly string[]
): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const tables = db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(place)
		.where('cafeTable.municipalityId', '=', municipalityId);
	if (kind === 'note') {
		const rows = await tables
			.innerJoin('note', 'note.cafeTableId', 'cafeTable.id')
			.select(['note.id', 'note.text', 'note.writtenBy', 'note.firstText', 'note.votes'])
			.where('note.id', 'in', ids)
			.execute();
		return rows.map((row) => ({ kind, ...row }));
	}
	if (kind === 'cluster') {
		const rows = await tables
			.innerJoin('cluster', 'cluster.cafeTableId', 'cafeTable.id')
			.select(['cluster.id', 'cluster.title as text'])
			.where('cluster.id', 'in', ids)
			.execute();
		return rows.map((row) => ({ kind, ...row }));
	}
	const rows = await tables
		.innerJoin('harvestPoint', 'harvestPoint.cafeTableId', 'cafeTable.id')
		.select(['harvestPoint.id', 'harvestPoint.text'])
		.where('harvestPoint.id', 'in', ids)
		.execute();
	return rows.map((row) => ({ kind, ...row }));
}

async function forumPoints(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('forumPoint')
		.innerJoin('gathering', 'gathering.id', 'forumPoint.gatheringId')
		.select([
			'forumPoint.id',
			'forumPoint.text',
			'forumPoint.firstAt',
			'forumPoint.mergedIntoId',
			'gathering.id as gatheringId',
			'gathering.theme',
			'gathering.month'
		])
		.where('forumPoint.municipalityId', '=', municipalityId)
		.where('forumPoint.id', 'in', ids)
		.execute();
	return rows.map(({ firstAt, ...row }) => ({ kind: 'forumPoint', ...row, isFirst: firstAt !== null }));
}

async function summaries(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('summary')
		.select(['id', 'title as text', 'gatheringId', 'publishedAt'])
		.where('municipalityId', '=', municipalityId)
		.where('id', 'in', ids)
		.execute();
	return rows.map((row) => ({ kind: 'summary', ...row }));
}

async function findings(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('finding')
		.innerJoin('preAnalysis', 'preAnalysis.id', 'finding.preAnalysisId')
		.select(['finding.id', 'finding.text', 'preAnalysis.title', 'preAnalysis.year'])
		.where('finding.municipalityId', '=', municipalityId)
		.where('finding.id', 'in', ids)
		.execute();
	return rows.map((row) => ({ kind: 'finding', ...row }));
}

/** The inputs, and each one's decision right after it. */
async function inputs(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('planInput')
		.innerJoin('planVersion', 'planVersion.id', 'planInput.versionId')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select([
			'planInput.id',
			'planInput.text',
			'planInput.origin',
			'planInput.originLabel',
			'planInput.stance',
			'planInput.tableNumber',
			'planInput.createdAt as at',
			'planInput.withdrawnAt',
			'planVersion.number as revision',
			'planVersion.adoptedAt',
			'decision.outcome',
			'decision.reason',
			'decision.decidedAt'
		])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.id', 'in', ids)
		.execute();
	return rows.flatMap(({ adoptedAt, outcome, reason, decidedAt, ...input }): ThreadItem[] => {
		const { stance: _, tableNumber: __, ...row } = inputOrigin(inputWords(input));
		return [
			{ kind: 'input', ...row },
			...(outcome !== null && decidedAt !== null
				? [{ kind: 'decision' as const, id: row.id, outcome, reason: reason ?? '', at: decidedAt, isSettled: adoptedAt !== null }]
				: [])
		];
	});
}

async function elements(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('elementText')
		.innerJoin('planElement', 'planElement.id', 'elementText.elementId')
		.innerJoin('planVersion', 'planVersion.id', 'elementText.versionId')
		.select([
			'elementText.elementId as id',
			'planElement.kind as elementKind',
			'elementText.number',
			'elementText.nn',
			'elementText.nb',
			'elementText.versionId',
			'planVersion.adoptedAt'
		])
		.where('elementText.municipalityId', '=', municipalityId)
		.where('elementText.elementId', 'in', ids)
		.execute();
	return [...Map.groupBy(await newestFirst(db, municipalityId, rows), (row) => row.id).values()].map((group) => {
		const { adoptedAt, versionId: _, ...row } = group.find((candidate) => candidate.adoptedAt !== null) ?? group[0]!;
		return { kind: 'element', ...row, isDraft: adoptedAt === null };
	});
}

async function versions(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('planVersion')
		.select(['id', 'number', 'adoptedDate', 'adoptedBy', 'caseNumber'])
		.where('municipalityId', '=', municipalityId)
		.where('id', 'in', ids)
		.execute();
	return rows.map((row) => ({ kind: 'version', ...row }));
}

/** What versions say, the newest first by what they decided. */
async function newestFirst<R extends { versionId: string }>(db: Db, municipalityId: string, rows: readonly R[]): Promise<R[]> {
	const ranks = new Map((await versionsInTime(db, municipalityId)).map(({ id }, at) => [id, at]));
	return rows.toSorted((a, b) => ranks.get(b.versionId)! - ranks.get(a.versionId)!);
}

/** By element: the indicator that its newest adopted words name, or its draft's where nothing is adopted. */
export async function indicatorsOf(db: Db, municipalityId: string, ids: readonly string[]): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('elementText')
		.innerJoin('planVersion', 'planVersion.id', 'elementText.versionId')
		.select(['elementText.elementId', 'elementText.indicatorId', 'elementText.versionId', 'planVersion.adoptedAt'])
		.where('elementText.municipalityId', '=', municipalityId)
		.where('elementText.elementId', 'in', ids)
		.execute();
	return new Map(
		[...Map.groupBy(await newestFirst(db, municipalityId, rows), (row) => row.elementId)].flatMap(([id, texts]) => {
			const { indicatorId } = texts.find((row) => row.adoptedAt !== null) ?? texts[0]!;
			return indicatorId === null ? [] : [[id, indicatorId] as const];
		})
	);
}

/** The measures whose newest words name an indicator. */
export async function measuredWith(db: Db, municipalityId: string, indicatorId: string): Promise<string[]> {
	const named = await db
		.selectFrom('elementText')
		.select('elementId')
		.distinct()
		.where('municipalityId', '=', municipalityId)
		.where('indicatorId', '=', indicatorId)
		.execute();
	const ids = named.map((row) => row.elementId);
	const newest = await indicatorsOf(db, municipalityId, ids);
	return ids.filter((id) => newest.get(id) === indicatorId);
}

async function indicators(db: Db, municipalityId: string, ids: readonly string[]): Promise<ThreadItem[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('indicator')
		.select(['id', 'nameNn as nn', 'nameNb as nb', 'level', 'unit'])
		.where('municipalityId', '=', municipalityId)
		.where('id', 'in', ids)
		.execute();
	return rows.map((row) => ({ kind: 'indicator', ...row }));
}
