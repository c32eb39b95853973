import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import type { DecisionOutcome, InputOrigin, Stance } from '../model.ts';
import { inputOrigin, inputWords } from '../text.ts';

export type InputRow = {
	id: string;
	text: string;
	origin: InputOrigin;
	originId: string | null;
	originLabel: string;
	stance: Stance | null;
	tableNumber: number | null;
	/** `YYYY-MM` of the gathering a harvested one comes from, null when not known. */
	originMonth: string | null;
	elementId: string | null;
	/** Who the forum said begins, and by when; null where it said nothing. */
	starter: { unitId: string | null; role: string; by: string | null } | null;
	createdAt: string;
	withdrawnAt: string | null;
	/** The body of a hearing whose remark it is. */
	bodyId: string | null;
	/** Anybody sent it to a public hearing. */
	isPublic: boolean;
	/** The input it is decided together with. */
	sameAsId: string | null;
	outcome: DecisionOutcome | null;
	reason: string | null;
	decidedAt: string | null;
	decidedByName: string | null;
};

/** A version's inputs with their decisions, those that wait first, then oldest first, worded by `inputWords`; no internal remarks. */
export async function inputsOf(db: Db, municipalityId: string, versionId: string, locale?: Locale): Promise<InputRow[]> {
	const rows = await db
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.leftJoin('person', 'person.id', 'decision.decidedBy')
		.leftJoin('remark', 'remark.inputId', 'planInput.id')
		.leftJoin('publicRemark', 'publicRemark.inputId', 'planInput.id')
		.leftJoin('forumPoint', 'forumPoint.id', 'planInput.originId')
		.leftJoin('gathering', 'gathering.id', 'forumPoint.gatheringId')
		.select([
			'planInput.id',
			'planInput.text',
			'planInput.origin',
			'planInput.originId',
			'planInput.originLabel',
			'planInput.stance',
			'planInput.tableNumber',
			'gathering.month as originMonth',
			'forumPoint.starterUnitId',
			'forumPoint.starterRole',
			'forumPoint.startBy',
			'planInput.elementId',
			'planInput.createdAt',
			'planInput.withdrawnAt',
			'remark.bodyId',
			'publicRemark.inputId as publicId',
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
	const inputs = rows.map(({ starterUnitId: unitId, starterRole: role, startBy: by, publicId, ...row }) => ({
		...inputOrigin(inputWords(row, locale), locale),
		isPublic: publicId !== null,
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

/** How many findings neither the plan answers nor an input of the revision asks about. */
export async function unansweredFindings(db: Db, municipalityId: string, inputs: readonly InputRow[]): Promise<number> {
	const taken = new Set(inputs.flatMap((input) => (input.origin === 'preAnalysis' ? (input.originId ?? []) : [])));
	return (await findings(db, municipalityId)).filter(({ id, elementIds }) => elementIds.length === 0 && !taken.has(id)).length;
}
