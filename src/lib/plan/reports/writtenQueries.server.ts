import type { Db } from '#lib/db/open.server.ts';
import type { Document } from '#lib/documents/document.ts';
import type { PartKey, ReportKind } from './model.ts';

/** A report in writing, or as it was submitted. */
export type Report = {
	id: string;
	kind: ReportKind;
	half: string;
	version: number;
	/** The submitted report that this one corrects. */
	replacesId: string | null;
	submittedAt: string | null;
	/** Who submitted it, and to whom; null and '' of a draft. */
	byName: string | null;
	recipient: string;
	content: string | null;
	contentHash: string | null;
	partnersAt: string | null;
};

export type ListedReport = Omit<Report, 'content'> & {
	/** The submitted report that corrects this one. */
	correctedById: string | null;
};

/** Own words beside a part, with who wrote them last. */
export type OwnWords = { words: string; edition: number; changedAt: string; byName: string | null };

const columns = [
	'report.id',
	'report.kind',
	'report.half',
	'report.version',
	'report.replacesId',
	'report.submittedAt',
	'person.name as byName',
	'report.recipient',
	'report.contentHash',
	'report.partnersAt'
] as const;

export async function reportOf(db: Db, municipalityId: string, reportId: string): Promise<Report | undefined> {
	return db
		.selectFrom('report')
		.leftJoin('person', 'person.id', 'report.submittedBy')
		.select([...columns, 'report.content'])
		.where('report.municipalityId', '=', municipalityId)
		.where('report.id', '=', reportId)
		.executeTakeFirst();
}

/** All reports without what they say: drafts first, then what was submitted last. */
export async function reportsOf(db: Db, municipalityId: string): Promise<ListedReport[]> {
	const rows = await db
		.selectFrom('report')
		.leftJoin('person', 'person.id', 'report.submittedBy')
		.select(columns)
		.where('report.municipalityId', '=', municipalityId)
		.orderBy('report.createdAt', 'desc')
		.orderBy('report.version', 'desc')
		.execute();
	const listed = rows.map((row) => ({
		...row,
		correctedById: rows.find(({ replacesId, submittedAt }) => replacesId === row.id && submittedAt !== null)?.id ?? null
	}));
	const [drafts, submitted] = [
		listed.filter(({ submittedAt }) => submittedAt === null),
		listed.filter(({ submittedAt }) => submittedAt !== null)
	];
	return [...drafts, ...submitted.toSorted((a, b) => (a.submittedAt! < b.submittedAt! ? 1 : -1))];
}

/** Own words of a report by the part they stand beside. */
export async function ownWords(db: Db, reportId: string): Promise<Map<PartKey, OwnWords>> {
	const rows = await db
		.selectFrom('reportWords')
		.leftJoin('person', 'person.id', 'reportWords.changedBy')
		.select(['part', 'words', 'edition', 'changedAt', 'person.name as byName'])
		.where('reportId', '=', reportId)
		.execute();
	return new Map(rows.map(({ part, ...row }) => [part as PartKey, row]));
}

/** How far the words of a draft have been written: up by one at every change of any part. */
export function editionsOf(words: ReadonlyMap<PartKey, { edition: number }>): number {
	return [...words.values()].reduce((sum, { edition }) => sum + edition, 0);
}

/** What was submitted, as it is read; undefined of a draft. */
export function submittedDocument({ content }: Pick<Report, 'content'>): Document | undefined {
	return content === null ? undefined : (JSON.parse(content) as Document);
}
