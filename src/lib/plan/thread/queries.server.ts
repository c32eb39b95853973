import type { Db } from '#lib/db/open.server.ts';
import { trace } from '#lib/lineage.server.ts';
import { afterwardsOf } from './afterwards.server.ts';
import { lookUp, measuredWith, type Found } from './nodes.server.ts';
import {
	keyOf,
	stageOf,
	nodeKinds,
	trueLinks,
	withDecisions,
	type Afterwards,
	type Outcome,
	type Link,
	type ThreadNode,
	type StartKind,
	type NodeKind,
	type ThreadItem
} from './model.ts';

export type RedThread = {
	start: ThreadItem;
	/** In the order of the story; in each, in the order things are read. */
	nodes: { kind: NodeKind; items: ThreadItem[]; /** How many more there are than are shown. */ more: number }[];
	links: Link[];
	/** By `keyOf`: how many other things went into this one than those on the thread. */
	joined: Map<string, number>;
};

/**
 * The red thread through one thing: what it came from and what came of it, as far as both are known. Two recursive queries
 * and at most one look-up a kind, however long it is. undefined when there is no such thing in this municipality.
 */
export async function threadOf(db: Db, municipalityId: string, start: { kind: StartKind; id: string }): Promise<RedThread | undefined> {
	const starts: { kind: Exclude<StartKind, 'indicator'>; id: string }[] =
		start.kind === 'indicator'
			? (await measuredWith(db, municipalityId, start.id)).map((id) => ({ kind: 'element', id }))
			: [{ kind: start.kind, id: start.id }];
	const from = { kind: starts[0]?.kind ?? 'element', ids: starts.map((one) => one.id) };
	const back = await trace(db, municipalityId, from, 'back');
	const forward = await trace(db, municipalityId, from, 'forward');
	const found = await lookUp(db, municipalityId, [
		start,
		...starts,
		...back.flatMap((link) => link.from),
		...forward.flatMap((link) => link.to)
	]);
	const first = found.items.get(keyOf(start));
	if (!first) return undefined;
	const lineage = [...trueLinks(back, starts, 'back', found), ...trueLinks(forward, starts, 'forward', found)];
	const reached = new Map<string, ThreadNode>(
		[start, ...starts, ...lineage.flatMap(({ from, to }) => [from, to])].map((node) => [keyOf(node), node])
	);
	const inputs = [...reached.values()].filter((node) => node.kind === 'input').map((node) => node.id);
	const measured = [...reached.values()].flatMap((node): Link[] => {
		const id = node.kind === 'element' ? found.measuredBy.get(node.id) : undefined;
		return id ? [{ from: node, to: { kind: 'indicator', id } }] : [];
	});
	const since = await sinceThen(db, municipalityId, [...reached.values()], found);
	for (const item of since.items) found.items.set(keyOf(item), item);
	const links = [...withDecisions(lineage, found.decided, inputs), ...measured, ...since.links];
	for (const { from, to } of links) for (const node of [from, to]) reached.set(keyOf(node), node);
	return { start: first, nodes: nodesOf(reached, found), links, joined: await joiners(db, municipalityId, lineage, found) };
}

/** How it went with the adopted measures on a thread, and the latest number of what shows whether they make a difference. */
async function sinceThen(db: Db, municipalityId: string, nodes: readonly ThreadNode[], found: Found) {
	const adopted = nodes.filter((node) => {
		const item = found.items.get(keyOf(node));
		return item?.kind === 'element' && !item.isDraft;
	});
	const after = await afterwardsOf(
		db,
		municipalityId,
		adopted.map(({ id }) => id)
	);
	const items: ThreadItem[] = [];
	const links: Link[] = [];
	for (const from of adopted) {
		const { steps = [], reading } = after.get(from.id) ?? {};
		for (const { id, status, date, why } of steps) {
			items.push({ kind: 'status', id, status, at: date, why });
			links.push({ from, to: { kind: 'status', id } });
		}
		const indicatorId = found.measuredBy.get(from.id);
		if (!reading || !indicatorId) continue;
		items.push({ kind: 'reading', ...reading });
		links.push({ from: { kind: 'indicator', id: indicatorId }, to: { kind: 'reading', id: reading.id } });
	}
	return { items, links };
}

function nodesOf(reached: ReadonlyMap<string, ThreadNode>, found: Found): RedThread['nodes'] {
	const byKind = Map.groupBy(reached.values(), (node) => node.kind);
	return nodeKinds.flatMap((kind) => {
		const nodes = byKind.get(kind) ?? [];
		const items = nodes.flatMap((node) => found.items.get(keyOf(node)) ?? []).toSorted(readingOrder);
		return nodes.length > 0 ? [{ kind, items, more: nodes.length - items.length }] : [];
	});
}

function readingOrder(a: ThreadItem, b: ThreadItem): number {
	const place = (item: ThreadItem) =>
		item.kind === 'status'
			? Number(item.at.replaceAll('-', ''))
			: 'table' in item
				? item.table
				: item.kind === 'version'
					? item.number
					: item.kind === 'input'
						? item.revision
						: 0;
	return place(a) - place(b) || (a.id < b.id ? -1 : 1);
}

/** For what the thread runs forward into: how many other things went in there too. */
async function joiners(db: Db, municipalityId: string, links: readonly Link[], found: Found): Promise<Map<string, number>> {
	const kinds = ['cluster', 'harvestPoint', 'forumPoint'] as const;
	const ends = links
		.map((link) => link.to)
		.filter((node) => (kinds as readonly string[]).includes(node.kind) && found.items.has(keyOf(node)));
	if (ends.length === 0) return new Map();
	const rows = await db
		.selectFrom('lineage')
		.select((select) => ['toKind', 'toId', select.fn.countAll<number>().as('count')])
		.where('municipalityId', '=', municipalityId)
		.where('toKind', 'in', kinds)
		.where('toId', 'in', [...new Set(ends.map((node) => node.id))])
		.groupBy(['toKind', 'toId'])
		.execute();
	return new Map(
		rows.flatMap(({ toKind, toId, count }) => {
			const shown = links.filter((link) => link.to.kind === toKind && link.to.id === toId).length;
			return Number(count) > shown && shown > 0 ? [[`${toKind}:${toId}`, Number(count) - shown] as const] : [];
		})
	);
}

/**
 * The outcome of each of these notes, for their writers: only what a public page may show (no internal remarks, no drafts, nobody
 * else's notes). One recursive query and at most one query a kind, however many notes.
 */
export async function outcomesOf(db: Db, municipalityId: string, noteIds: readonly string[]): Promise<Map<string, Outcome>> {
	const became = await cameOf(db, municipalityId, { kind: 'note', ids: noteIds });
	return new Map([...became].map(([noteId, told]) => [noteId, { noteId, ...told }]));
}

/** The same of things of any kind; what came of them, without themselves. */
export async function cameOf(
	db: Db,
	municipalityId: string,
	{ kind, ids }: { kind: 'note' | 'forumPoint'; ids: readonly string[] }
): Promise<Map<string, Omit<Outcome, 'noteId'>>> {
	const links = await trace(db, municipalityId, { kind, ids }, 'forward');
	const found = await lookUp(
		db,
		municipalityId,
		links.flatMap((link) => link.to)
	);
	const adopted = await adoptedTexts(
		db,
		municipalityId,
		links.flatMap((link) => (link.to.kind === 'element' ? link.to.id : []))
	);
	const after = await afterwardsOf(db, municipalityId, [...new Set([...adopted.values()].map((measure) => measure.id))]);
	return new Map(ids.map((id) => [id, told(trueLinks(links, [{ kind, id }], 'forward', found), found, { adopted, after })]));
}

/** What lies on the way `path` leads. */
function told(
	path: readonly Link[],
	found: Found,
	{ adopted, after }: { adopted: ReadonlyMap<string, Adopted>; after: ReadonlyMap<string, Afterwards> }
): Omit<Outcome, 'noteId'> {
	const reached = new Map(path.map((link) => [keyOf(link.to), link.to]));
	const items = [...reached.keys()].flatMap((key) => found.items.get(key) ?? []).toSorted(readingOrder);
	const of = <K extends NodeKind>(kind: K) => items.filter((item): item is Extract<ThreadItem, { kind: K }> => item.kind === kind);
	const wentOn = new Set(path.flatMap((link) => (link.from.kind === link.to.kind ? keyOf(link.from) : [])));
	const known = {
		points: of('harvestPoint').map(({ id, text, table }) => ({ id, text, table })),
		forumPoints: of('forumPoint')
			.filter((item) => !wentOn.has(keyOf(item)))
			.map(({ id, text, isFirst }) => ({ id, text, isFirst })),
		inputs: of('input')
			.filter((item) => item.withdrawnAt === null && !wentOn.has(keyOf(item)))
			.map(({ id }) => {
				const decision = found.items.get(keyOf({ kind: 'decision', id }));
				return decision?.kind === 'decision'
					? { id, outcome: decision.outcome, reason: decision.reason, isSettled: decision.isSettled }
					: { id, outcome: null, reason: '', isSettled: false };
			}),
		measures: path
			.flatMap((link) => (link.to.kind === 'version' ? (adopted.get(`${link.from.id} ${link.to.id}`) ?? []) : []))
			.toSorted((a, b) => a.version - b.version)
	};
	const latest = [...new Map(known.measures.map((measure) => [measure.id, measure])).values()];
	const became = {
		...known,
		measures: latest.map((measure) => ({ ...measure, ...(after.get(measure.id) ?? { steps: [], reading: null }) }))
	};
	return { stage: stageOf(became), ...became };
}

type Adopted = Omit<Outcome['measures'][number], keyof Afterwards>;

/** By element and version: the words as adopted. */
async function adoptedTexts(db: Db, municipalityId: string, elementIds: readonly string[]): Promise<Map<string, Adopted>> {
	if (elementIds.length === 0) return new Map();
	const rows = await db
		.selectFrom('elementText')
		.innerJoin('planVersion', 'planVersion.id', 'elementText.versionId')
		.select([
			'elementText.elementId',
			'elementText.versionId',
			'elementText.number',
			'elementText.nn',
			'elementText.nb',
			'planVersion.adoptedDate',
			'planVersion.adoptedBy',
			'planVersion.caseNumber',
			'planVersion.number as version'
		])
		.where('elementText.municipalityId', '=', municipalityId)
		.where('elementText.elementId', 'in', [...new Set(elementIds)])
		.where('elementText.removedAt', 'is', null)
		.where('planVersion.adoptedAt', 'is not', null)
		.execute();
	return new Map(rows.map(({ elementId, versionId, ...words }) => [`${elementId} ${versionId}`, { id: elementId, ...words }]));
}
