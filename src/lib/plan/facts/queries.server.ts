import type { Db } from '#lib/db/open.server.ts';
import { trace } from '#lib/lineage.server.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { statuses } from '../document/status.server.ts';
import { indicators } from '../indicators/queries.server.ts';
import { lookUp, measuredWith } from '../thread/nodes.server.ts';
import { keyOf, type Outcome, type ThreadNode } from '../thread/model.ts';
import { cameOf } from '../thread/queries.server.ts';
import { shownGatherings, shownReadings, type EarlierPoint, type FactDecision, type FactMeasure, type Facts } from './model.ts';

type Earlier = Facts['earlier'][number];
/** What `measure` says of a measure as adopted, with its latest status. */
type Statuses = Awaited<ReturnType<typeof statuses>>;

/** The facts beside a table's question; null when there are none. One query where nothing was chosen. */
export async function factsOf(db: Db, municipalityId: string, tableId: string): Promise<Facts | null> {
	const table = await db
		.selectFrom('cafeTable')
		.select(['indicatorId', 'findingId', 'earlierTableId'])
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', tableId)
		.executeTakeFirst();
	const { indicatorId = null, findingId = null, earlierTableId = null } = table ?? {};
	if (indicatorId === null && findingId === null && earlierTableId === null) return null;
	const said = await statuses(db, municipalityId);
	const earlier = await earlierOf(db, municipalityId, earlierTableId, said);
	const indicator = indicatorId === null ? null : await indicatorOf(db, municipalityId, indicatorId);
	const finding = findingId === null ? null : await findingOf(db, municipalityId, findingId);
	const facts = { indicator, finding, decision: await lastDecision(db, municipalityId, { indicator, finding, earlier }, said), earlier };
	return indicator || finding || earlier.length > 0 ? facts : null;
}

async function indicatorOf(db: Db, municipalityId: string, indicatorId: string): Promise<Facts['indicator']> {
	const found = (await indicators(db, municipalityId)).find(({ id }) => id === indicatorId);
	if (!found) return null;
	const { id, nameNn: nn, nameNb: nb, level, unit, source, readings } = found;
	const dated = readings.filter(({ at }) => at !== null);
	return { id, nn, nb, level, unit, source, readings: (dated.length > 0 ? dated : readings).slice(-shownReadings) };
}

async function findingOf(db: Db, municipalityId: string, findingId: string): Promise<Facts['finding']> {
	const row = await db
		.selectFrom('finding')
		.innerJoin('preAnalysis', 'preAnalysis.id', 'finding.preAnalysisId')
		.select(['finding.id', 'finding.text', 'preAnalysis.title', 'preAnalysis.year'])
		.where('finding.municipalityId', '=', municipalityId)
		.where('finding.id', '=', findingId)
		.executeTakeFirst();
	return row ?? null;
}

/** What came of the question at `tableId`, and before that at the table that this one names, and so on. */
async function earlierOf(db: Db, municipalityId: string, tableId: string | null, said: Statuses): Promise<Earlier[]> {
	const told: Earlier[] = [];
	const seen = new Set<string>();
	for (let at = tableId; at !== null && !seen.has(at) && told.length < shownGatherings;) {
		seen.add(at);
		const table = await tableOf(db, municipalityId, at);
		if (!table) break;
		const points = await publishedPoints(db, municipalityId, table, said);
		const { gatheringId, theme, month } = table;
		if (points.length > 0) told.push({ gatheringId, theme, month, points });
		at = table.earlierTableId;
	}
	return told;
}

function tableOf(db: Db, municipalityId: string, tableId: string) {
	return db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['cafeTable.cafeId', 'cafeTable.question', 'cafeTable.earlierTableId'])
		.select(['gathering.id as gatheringId', 'gathering.theme', 'gathering.month'])
		.where('cafeTable.municipalityId', '=', municipalityId)
		.where('cafeTable.id', '=', tableId)
		.executeTakeFirst();
}

/**
 * What the tables of a café with this question gave to the summary that is published, in its words: what it hides is hidden here, and
 * nothing is told before it is out.
 */
async function publishedPoints(
	db: Db,
	municipalityId: string,
	{ cafeId, question, gatheringId }: { cafeId: string; question: string; gatheringId: string },
	said: Statuses
): Promise<EarlierPoint[]> {
	const published = await db
		.selectFrom('summary')
		.select('content')
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('publishedAt', 'is not', null)
		.orderBy('version', 'desc')
		.executeTakeFirst();
	if (!published?.content) return [];
	const given = await db
		.selectFrom('harvestPoint')
		.innerJoin('cafeTable', 'cafeTable.id', 'harvestPoint.cafeTableId')
		.select('harvestPoint.id')
		.where('cafeTable.cafeId', '=', cafeId)
		.where('cafeTable.question', '=', question)
		.execute();
	const links = await trace(db, municipalityId, { kind: 'harvestPoint', ids: given.map(({ id }) => id) }, 'forward');
	const reached = new Set(links.flatMap(({ to }) => (to.kind === 'forumPoint' ? to.id : [])));
	const points = contentFrom(published.content).points.filter(({ id }) => reached.has(id));
	const came = await cameOf(db, municipalityId, { kind: 'forumPoint', ids: points.map(({ id }) => id) });
	const decidedAt = await datesOf(
		db,
		[...came.values()].flatMap(({ inputs }) => inputs.map(({ id }) => id))
	);
	return points.map(({ id, text }) => ({ id, text, ...pointOf(came.get(id)!, decidedAt, said) }));
}

function pointOf(
	{ stage, inputs, measures }: Omit<Outcome, 'noteId'>,
	decidedAt: ReadonlyMap<string, string>,
	said: Statuses
): Pick<EarlierPoint, 'stage' | 'decision' | 'measures'> {
	const standing = inputs.flatMap(({ id, outcome, reason, isSettled }): FactDecision[] =>
		outcome !== null && isSettled ? [{ inputId: id, outcome, reason, at: decidedAt.get(id) ?? '' }] : []
	);
	return {
		stage: stage === 'onTable' || stage === 'inPoint' ? 'inForum' : stage,
		decision: newest(standing),
		measures: measures.map(({ id, number, nn, nb }) => ({ id, number, nn, nb, status: said.get(id)?.status ?? null }))
	};
}

async function datesOf(db: Db, inputIds: readonly string[]): Promise<Map<string, string>> {
	if (inputIds.length === 0) return new Map();
	const rows = await db.selectFrom('decision').select(['inputId', 'decidedAt']).where('inputId', 'in', inputIds).execute();
	return new Map(rows.map(({ inputId, decidedAt }) => [inputId, decidedAt]));
}

const newest = <D extends { at: string }>(decisions: readonly D[]): D | null =>
	decisions.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null;

/** Of the decisions that stand about the points, the finding and the measures that the indicator measures: the newest. */
async function lastDecision(
	db: Db,
	municipalityId: string,
	{ indicator, finding, earlier }: Pick<Facts, 'indicator' | 'finding' | 'earlier'>,
	said: Statuses
): Promise<Facts['decision']> {
	const points = earlier.flatMap((gathering) => gathering.points);
	const measured = indicator === null ? [] : await measuredWith(db, municipalityId, indicator.id);
	const links = [
		...(await trace(db, municipalityId, { kind: 'forumPoint', ids: points.map(({ id }) => id) }, 'forward')),
		...(await trace(db, municipalityId, { kind: 'finding', ids: finding ? [finding.id] : [] }, 'forward')),
		...(await trace(db, municipalityId, { kind: 'element', ids: measured }, 'back'))
	];
	const found = await lookUp(
		db,
		municipalityId,
		links.flatMap(({ from, to }): ThreadNode[] => [from, to])
	);
	const candidates = [...found.decided].flatMap((inputId): NonNullable<Facts['decision']>[] => {
		const [input, decision] = [found.items.get(`input:${inputId}`), found.items.get(`decision:${inputId}`)];
		if (decision?.kind !== 'decision' || !decision.isSettled || input?.kind !== 'input' || input.withdrawnAt !== null) return [];
		const measures = links.flatMap(({ from, to }): FactMeasure[] => {
			const item = from.kind === 'input' && from.id === inputId && to.kind === 'element' ? found.items.get(keyOf(to)) : undefined;
			if (item?.kind !== 'element' || item.isDraft) return [];
			return [{ id: item.id, number: item.number, nn: item.nn, nb: item.nb, status: said.get(item.id)?.status ?? null }];
		});
		const asked = links.filter(({ to }) => to.kind === 'input' && to.id === inputId).map(({ from }) => keyOf(from));
		const words = [...points, ...(finding ? [finding] : [])].find(
			({ id }) => asked.includes(`forumPoint:${id}`) || asked.includes(`finding:${id}`)
		);
		const about = measures[0] ?? words?.text;
		return about === undefined ? [] : [{ inputId, outcome: decision.outcome, reason: decision.reason, at: decision.at, about }];
	});
	return newest(candidates);
}
