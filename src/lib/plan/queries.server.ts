import type { Db } from '#lib/db/open.server.ts';
import { changes, type Change } from './document/diff.ts';
import type { ComparedNames } from './document/diffText.ts';
import {
	frameOf,
	isTakenIn,
	versionColumns,
	type DecisionOutcome,
	type Element,
	type Frame,
	type InputOrigin,
	type MeasureStatus,
	type Version
} from './model.ts';
import { statuses } from './document/status.server.ts';
import { elementsOf } from './document/versions.server.ts';

/** The plan as its version in force says, or its first draft while none is. */
export type Plan = Frame & { id: string };

/** The municipality's plan with its versions, newest first; undefined when there is none yet. `open` is the revision, `inForce` the last adopted. */
export async function planOf(
	db: Db,
	municipalityId: string
): Promise<{ plan: Plan; versions: Version[]; open: Version | undefined; inForce: Version | undefined } | undefined> {
	const plan = await db.selectFrom('plan').select('id').where('municipalityId', '=', municipalityId).executeTakeFirst();
	if (!plan) return undefined;
	const versions = await db
		.selectFrom('planVersion')
		.select(versionColumns)
		.where('planId', '=', plan.id)
		.orderBy('number', 'desc')
		.execute();
	const open = versions.find((version) => version.adoptedAt === null);
	const inForce = versions.find((version) => version.adoptedAt !== null);
	return { plan: { id: plan.id, ...frameOf((inForce ?? open)!) }, versions, open, inForce };
}

/** One version of the municipality's plan; undefined when it is not there or another's. */
export async function versionOf(db: Db, municipalityId: string, versionId: string): Promise<Version | undefined> {
	return db
		.selectFrom('planVersion')
		.select(versionColumns)
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', versionId)
		.executeTakeFirst();
}

/** An element with what a page shows beside it: names, how it goes (measures only), and the findings of the pre-analysis it answers. */
export type ElementView = Element & {
	unit: { nn: string; nb: string } | null;
	series: { nn: string; nb: string } | null;
	indicator: { nn: string; nb: string } | null;
	/** `date` is null while nothing has been reported: it then counts as not started. */
	status: { status: MeasureStatus; date: string | null } | null;
	findings: { id: string; text: string }[];
};

/** What units, series and indicators are called, for saying what a field that holds an id says: three queries. */
export async function comparedNames(db: Db, municipalityId: string): Promise<ComparedNames> {
	const names = (table: 'unit' | 'series' | 'indicator') =>
		db
			.selectFrom(table)
			.select(['id', 'nameNn as nn', 'nameNb as nb'])
			.where('municipalityId', '=', municipalityId)
			.orderBy('nameNn')
			.execute();
	return { units: await names('unit'), series: await names('series'), indicators: await names('indicator') };
}

/** A version as a document, element after element: six queries however long it is. [] when it is not this municipality's. */
export async function documentOf(db: Db, municipalityId: string, versionId: string): Promise<ElementView[]> {
	if (!(await versionOf(db, municipalityId, versionId))) return [];
	const elements = await elementsOf(db, versionId);
	const { units, series, indicators } = await comparedNames(db, municipalityId);
	const answered = await db
		.selectFrom('lineage')
		.innerJoin('finding', 'finding.id', 'lineage.fromId')
		.select(['lineage.toId as elementId', 'finding.id', 'finding.text'])
		.where('lineage.municipalityId', '=', municipalityId)
		.where('lineage.fromKind', '=', 'finding')
		.where('lineage.toKind', '=', 'element')
		.orderBy('finding.position')
		.execute();
	const goes = await statuses(db, municipalityId);
	const name = (rows: readonly { id: string; nn: string; nb: string }[], id: string | null) => {
		const row = rows.find((candidate) => candidate.id === id);
		return row ? { nn: row.nn, nb: row.nb } : null;
	};
	return elements.map((element) => ({
		...element,
		unit: name(units, element.unitId),
		series: name(series, element.seriesId),
		indicator: name(indicators, element.indicatorId),
		status: element.kind === 'measure' ? (goes.get(element.elementId) ?? { status: 'notStarted', date: null }) : null,
		findings: answered.filter((finding) => finding.elementId === element.elementId).map(({ id, text }) => ({ id, text }))
	}));
}

export type InputRow = {
	id: string;
	text: string;
	origin: InputOrigin;
	originId: string | null;
	originLabel: string;
	/** `YYYY-MM` of the gathering a harvested one comes from, null when not known. */
	originMonth: string | null;
	elementId: string | null;
	/** Who the forum said begins, and by when; null where it said nothing. */
	starter: { unitId: string | null; role: string; by: string | null } | null;
	createdAt: string;
	withdrawnAt: string | null;
	/** The input it is decided together with. */
	sameAsId: string | null;
	outcome: DecisionOutcome | null;
	reason: string | null;
	decidedAt: string | null;
	decidedByName: string | null;
};

/** A version's inputs with their decisions, those that wait first, then oldest first. Internal remarks are `remarksOf`. */
export async function inputsOf(db: Db, municipalityId: string, versionId: string): Promise<InputRow[]> {
	const rows = await db
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.leftJoin('person', 'person.id', 'decision.decidedBy')
		.leftJoin('forumPoint', 'forumPoint.id', 'planInput.originId')
		.leftJoin('gathering', 'gathering.id', 'forumPoint.gatheringId')
		.select([
			'planInput.id',
			'planInput.text',
			'planInput.origin',
			'planInput.originId',
			'planInput.originLabel',
			'gathering.month as originMonth',
			'forumPoint.starterUnitId',
			'forumPoint.starterRole',
			'forumPoint.startBy',
			'planInput.elementId',
			'planInput.createdAt',
			'planInput.withdrawnAt',
			'planInput.sameAsId',
			'decision.outcome',
			'decision.reason',
			'decision.decidedAt',
			'person.name as decidedByName'
		])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.versionId', '=', versionId)
		.orderBy('planInput.createdAt')
		.orderBy('forumPoint.position')
		.orderBy('planInput.id')
		.execute();
	const inputs = rows.map(({ starterUnitId: unitId, starterRole: role, startBy: by, ...row }) => ({
		...row,
		starter: unitId || role || by ? { unitId, role: role ?? '', by } : null
	}));
	const rank = (row: InputRow) => (row.withdrawnAt !== null ? 2 : row.outcome !== null ? 1 : 0);
	return inputs.toSorted((a, b) => rank(a) - rank(b));
}

/** The internal remarks on a version's decisions by input. Only for actors who may revise. */
export async function remarksOf(db: Db, municipalityId: string, versionId: string): Promise<Map<string, string>> {
	const rows = await db
		.selectFrom('decision')
		.innerJoin('planInput', 'planInput.id', 'decision.inputId')
		.select(['decision.inputId', 'decision.internalRemark'])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.versionId', '=', versionId)
		.where('decision.internalRemark', 'is not', null)
		.execute();
	return new Map(rows.map((row) => [row.inputId, row.internalRemark!]));
}

export type Because = { inputId: string; text: string; originLabel: string; outcome: DecisionOutcome; reason: string };

/** Every change from one version to a later one, each with the accepted inputs of the versions after `from` up to `to` that asked for it. */
export async function changesBetween(
	db: Db,
	municipalityId: string,
	from: Version | undefined,
	to: Version
): Promise<(Change & { because: Because[] })[]> {
	const told = changes(from ? await elementsOf(db, from.id) : [], await elementsOf(db, to.id));
	const accepted = await db
		.selectFrom('planInput')
		.innerJoin('planVersion', 'planVersion.id', 'planInput.versionId')
		.innerJoin('decision', 'decision.inputId', 'planInput.id')
		.select([
			'planInput.id as inputId',
			'planInput.text',
			'planInput.originLabel',
			'planInput.elementId',
			'decision.outcome',
			'decision.reason'
		])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.planId', '=', to.planId)
		.where('planVersion.number', '>', from?.number ?? 0)
		.where('planVersion.number', '<=', to.number)
		.orderBy('planInput.createdAt')
		.execute();
	return told.map((change) => ({
		...change,
		because: accepted
			.filter((input) => input.elementId === change.elementId && isTakenIn(input.outcome))
			.map(({ inputId, text, originLabel, outcome, reason }) => ({ inputId, text, originLabel, outcome, reason }))
	}));
}

/** What stood in the draft and was taken out of it while it is open, so that it can be brought back. */
export async function takenOut(
	db: Db,
	municipalityId: string,
	versionId: string
): Promise<{ elementId: string; number: string; nn: string; nb: string }[]> {
	return db
		.selectFrom('elementText')
		.select(['elementId', 'number', 'nn', 'nb'])
		.where('municipalityId', '=', municipalityId)
		.where('versionId', '=', versionId)
		.where('removedAt', 'is not', null)
		.orderBy('removedAt')
		.execute();
}

/** The plan's goals, for saying which of them a gathering is to feed: of the version in force, else of the first draft. */
export async function goals(db: Db, municipalityId: string): Promise<{ id: string; number: string; nn: string; nb: string }[]> {
	const found = await planOf(db, municipalityId);
	const version = found?.inForce ?? found?.open;
	if (!version) return [];
	const elements = await elementsOf(db, version.id);
	return elements.filter((element) => element.kind === 'goal').map(({ elementId, number, nn, nb }) => ({ id: elementId, number, nn, nb }));
}

/** The findings of the pre-analyses, in order, each with what it led to in the plan (`elementIds`). */
export async function findings(
	db: Db,
	municipalityId: string
): Promise<{ id: string; text: string; title: string; year: number; elementIds: string[] }[]> {
	const rows = await db
		.selectFrom('finding')
		.innerJoin('preAnalysis', 'preAnalysis.id', 'finding.preAnalysisId')
		.leftJoin('lineage', (join) =>
			join.onRef('lineage.fromId', '=', 'finding.id').on('lineage.fromKind', '=', 'finding').on('lineage.toKind', '=', 'element')
		)
		.select(['finding.id', 'finding.text', 'preAnalysis.title', 'preAnalysis.year', 'lineage.toId'])
		.where('finding.municipalityId', '=', municipalityId)
		.orderBy('preAnalysis.year')
		.orderBy('finding.position')
		.execute();
	return [...Map.groupBy(rows, (row) => row.id).values()].map((group) => {
		const { id, text, title, year } = group[0]!;
		return { id, text, title, year, elementIds: group.flatMap((row) => row.toId ?? []) };
	});
}

/** Gatherings whose forum points could still be taken in: with `waiting` points that no input of the plan comes from. */
export async function harvests(
	db: Db,
	municipalityId: string,
	planId: string
): Promise<{ gatheringId: string; theme: string; month: string | null; waiting: number }[]> {
	const rows = await db
		.selectFrom('forumPoint')
		.innerJoin('gathering', 'gathering.id', 'forumPoint.gatheringId')
		.leftJoin('planInput', (join) =>
			join.onRef('planInput.originId', '=', 'forumPoint.id').on('planInput.origin', '=', 'harvest').on('planInput.planId', '=', planId)
		)
		.select((select) => ['gathering.id as gatheringId', 'gathering.theme', 'gathering.month', select.fn.countAll<number>().as('waiting')])
		.where('forumPoint.municipalityId', '=', municipalityId)
		.where('forumPoint.mergedIntoId', 'is', null)
		.where('planInput.id', 'is', null)
		.groupBy(['gathering.id', 'gathering.theme', 'gathering.month', 'gathering.year'])
		.orderBy('gathering.year', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, waiting: Number(row.waiting) }));
}
