import { addDays, instantOf, type CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { auditVerbs, type AuditKind, type AuditVerb } from '#lib/people/audit.ts';
import { hasWords, namedLike, wordsOf } from '#lib/text/names.ts';
import type { Locale } from '#lib/people/model.ts';
import { auditDetail, auditSentences } from './auditText.ts';
import { namesOf, type Named } from './auditSubjects.server.ts';

/** What is looked for in the audit trail; empty texts and null look for everything. */
export type AuditFilter = { who: string; about: string; kind: AuditKind | ''; from: CivilDate | null; to: CivilDate | null };

/** A line of the trail for readers: who did what, of whom or what, in their language. */
export type AuditLine = { seq: number; at: string; who: string; what: string; details: string[]; about: Named | undefined };

export type AuditPage = { lines: AuditLine[]; page: number; pages: number };

/** How many lines stand on a page. */
export const auditPageSize = 50;

/** A page of a municipality's trail, the newest first; a page that there is not is the nearest one that there is. */
export async function auditPage(db: Db, municipalityId: string, locale: Locale, filter: AuditFilter, page: number): Promise<AuditPage> {
	const of = await sought(db, municipalityId, filter);
	const { count } = await of.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
	const pages = Math.max(1, Math.ceil(Number(count) / auditPageSize));
	const at = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
	const rows = await of
		.selectAll()
		.orderBy('seq', 'desc')
		.limit(auditPageSize)
		.offset((at - 1) * auditPageSize)
		.execute();
	return { lines: await linesOf(db, municipalityId, locale, rows), page: at, pages };
}

/** All lines that are looked for, the oldest first. */
export async function allAuditLines(db: Db, municipalityId: string, locale: Locale, filter: AuditFilter): Promise<AuditLine[]> {
	const lines: AuditLine[] = [];
	for (let after = 0; ;) {
		const of = await sought(db, municipalityId, filter);
		const rows = await of.selectAll().where('seq', '>', after).orderBy('seq').limit(500).execute();
		lines.push(...(await linesOf(db, municipalityId, locale, rows)));
		if (rows.length < 500) return lines;
		after = rows.at(-1)!.seq;
	}
}

async function sought(db: Db, municipalityId: string, { who, about, kind, from, to }: AuditFilter) {
	let of = db.selectFrom('audit').where('municipalityId', '=', municipalityId);
	if (who) {
		const ids = await idsNamed(db, municipalityId, who);
		const actors = await db
			.selectFrom('audit')
			.select('actorName')
			.distinct()
			.where('municipalityId', '=', municipalityId)
			.where('actorId', 'is', null)
			.execute();
		const names = orNobody(actors.map(({ actorName }) => actorName).filter((name) => hasWords(name, wordsOf(who))));
		of = of.where((eb) => eb.or([eb('actorId', 'in', ids), eb.and([eb('actorId', 'is', null), eb('actorName', 'in', names)])]));
	}
	if (about) of = of.where('subjectKind', '=', 'person').where('subjectId', 'in', await idsNamed(db, municipalityId, about));
	if (kind) of = of.where('verb', 'in', [...auditVerbs[kind]]);
	if (from) of = of.where('at', '>=', instantOf(from, '00:00'));
	if (to) of = of.where('at', '<', instantOf(addDays(to, 1), '00:00'));
	return of;
}

/** The people whose names have every word of `text`. */
async function idsNamed(db: Db, municipalityId: string, text: string): Promise<string[]> {
	const people = await db.selectFrom('person').select(['id', 'name']).where('municipalityId', '=', municipalityId).execute();
	return orNobody(namedLike(people, text).map(({ id }) => id));
}

/** A list of values that is compared with may not be empty. */
const orNobody = (values: string[]) => (values.length > 0 ? values : ['']);

type Row = {
	seq: number;
	at: string;
	actorName: string;
	verb: string;
	subjectKind: string;
	subjectId: string;
	detail: string | null;
	note: string | null;
};

async function linesOf(db: Db, municipalityId: string, locale: Locale, rows: readonly Row[]): Promise<AuditLine[]> {
	const names = await namesOf(db, municipalityId, locale, rows);
	return rows.map((row) => {
		const { seq, at, actorName, verb, note } = row;
		const detail = row.detail === null ? {} : (JSON.parse(row.detail) as Record<string, unknown>);
		return {
			seq,
			at,
			who: actorName,
			what: auditSentences[verb as AuditVerb](),
			details: auditDetail(verb as AuditVerb, detail, note),
			about: names(row)
		};
	});
}
