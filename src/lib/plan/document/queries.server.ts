import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import { changes, type Change } from './diff.ts';
import type { ComparedNames } from './diffText.ts';
import { isTakenIn, type DecisionOutcome, type MeasureStatus, type Version } from '../model.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { inputOrigin, inputWords } from '../text.ts';
import { planOf, versionOf, versionsInTime } from '../queries.server.ts';
import type { Element } from './model.ts';
import { statuses } from './status.server.ts';
import { elementsOf } from './versions.server.ts';

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
		db.selectFrom(table).select(['id', 'nameNn as nn', 'nameNb as nb']).where('municipalityId', '=', municipalityId).execute();
	const sorted = async (table: Parameters<typeof names>[0]) => inNameOrder(await names(table), ({ nn }) => nn);
	return { units: await sorted('unit'), series: await sorted('series'), indicators: await sorted('indicator') };
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
	const statusOf = await statuses(db, municipalityId);
	const name = (rows: readonly { id: string; nn: string; nb: string }[], id: string | null) => {
		const row = rows.find((candidate) => candidate.id === id);
		return row ? { nn: row.nn, nb: row.nb } : null;
	};
	return elements.map((element) => ({
		...element,
		unit: name(units, element.unitId),
		series: name(series, element.seriesId),
		indicator: name(indicators, element.indicatorId),
		status: element.kind === 'measure' ? (statusOf.get(element.elementId) ?? { status: 'notStarted', date: null }) : null,
		findings: answered.filter((finding) => finding.elementId === element.elementId).map(({ id, text }) => ({ id, text }))
	}));
}

export type Because = { inputId: string; text: string; originLabel: string; outcome: DecisionOutcome; reason: string };

/**
 * Every change from one version to a later one, each with the accepted inputs of the versions after `from` up to `to` that asked
 * for it.
 */
export async function changesBetween(
	db: Db,
	municipalityId: string,
	from: Version | undefined,
	to: Version,
	locale?: Locale
): Promise<(Change & { because: Because[] })[]> {
	const told = changes(from ? await elementsOf(db, from.id) : [], await elementsOf(db, to.id));
	const ids = (await versionsInTime(db, municipalityId)).map(({ id }) => id);
	const between = ids.slice(from ? ids.indexOf(from.id) + 1 : 0, ids.indexOf(to.id) + 1);
	const accepted = await db
		.selectFrom('planInput')
		.innerJoin('decision', 'decision.inputId', 'planInput.id')
		.select([
			'planInput.id as inputId',
			'planInput.text',
			'planInput.originLabel',
			'planInput.stance',
			'planInput.tableNumber',
			'planInput.elementId',
			'decision.outcome',
			'decision.reason'
		])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.planId', '=', to.planId)
		.where('planInput.versionId', 'in', between)
		.orderBy('planInput.createdAt')
		.execute();
	return told.map((change) => ({
		...change,
		because: accepted
			.filter((input) => input.elementId === change.elementId && isTakenIn(input.outcome))
			.map((input) => inputOrigin(inputWords(input, locale), locale))
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
