import type { Db } from '#lib/db/open.server.ts';
import { mediumDate } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Locale } from '#lib/people/model.ts';

/** The name of what an entry of the audit trail is about. `isNamed`: kept in both Norwegian languages; else as people wrote it. */
export type Named = { text: string; isNamed: boolean };

type Subject = { subjectKind: string; subjectId: string };

/** Finds the names of what `rows` are about, some at a time. Gives undefined for what has none, or is not there any more. */
export async function namesOf(db: Db, municipalityId: string, locale: Locale, rows: readonly Subject[]) {
	const names = new Map<string, Named>();
	for (const [kind, some] of Map.groupBy(rows, ({ subjectKind }) => subjectKind)) {
		const ids = [...new Set(some.map(({ subjectId }) => subjectId))];
		for (const [id, name] of await namesOfKind(db, municipalityId, locale, kind, ids)) names.set(`${kind} ${id}`, name);
	}
	return ({ subjectKind, subjectId }: Subject) => names.get(`${subjectKind} ${subjectId}`);
}

async function namesOfKind(db: Db, municipalityId: string, locale: Locale, kind: string, ids: string[]): Promise<[string, Named][]> {
	switch (kind) {
		// These have their columns alike, which the types do not see through a union of tables.
		case 'person':
		case 'participant': {
			const people = db
				.selectFrom(kind as 'person')
				.select(['id', 'name'])
				.where('municipalityId', '=', municipalityId);
			const rows = await people.where('id', 'in', ids).where('name', '<>', '').execute();
			return rows.map(({ id, name }) => [id, written(name)]);
		}
		case 'unit':
		case 'series':
		case 'indicator': {
			const rows = await db
				.selectFrom(kind as 'unit')
				.select(['id', 'nameNn', 'nameNb'])
				.where('municipalityId', '=', municipalityId)
				.where('id', 'in', ids)
				.execute();
			return rows.map(({ id, nameNn, nameNb }) => [id, named(locale, nameNn, nameNb)]);
		}
		case 'cycleEntry': {
			const rows = await db
				.selectFrom('cycleEntry')
				.select(['id', 'titleNn', 'titleNb'])
				.where('municipalityId', '=', municipalityId)
				.where('id', 'in', ids)
				.execute();
			return rows.map(({ id, titleNn, titleNb }) => [id, named(locale, titleNn, titleNb)]);
		}
		case 'topic':
		case 'summary': {
			const rows = await db
				.selectFrom(kind as 'topic')
				.select(['id', 'title'])
				.where('municipalityId', '=', municipalityId)
				.where('id', 'in', ids)
				.execute();
			return rows.map(({ id, title }) => [id, written(title)]);
		}
		case 'gathering':
			return gatherings(
				await db
					.selectFrom('gathering')
					.select(['id', 'theme', 'date'])
					.where('municipalityId', '=', municipalityId)
					.where('id', 'in', ids)
					.execute(),
				locale
			);
		case 'cafe':
			return cafes(db, municipalityId, locale, ids);
		case 'element':
			return elements(db, municipalityId, locale, ids);
		default:
			return [];
	}
}

/** Cafés are called what their gatherings are. */
async function cafes(db: Db, municipalityId: string, locale: Locale, ids: string[]): Promise<[string, Named][]> {
	const held = await db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['cafe.id', 'gathering.theme', 'gathering.date'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.id', 'in', ids)
		.execute();
	return gatherings(held, locale);
}

/** Goals and measures as the newest version has them. */
async function elements(db: Db, municipalityId: string, locale: Locale, ids: string[]): Promise<[string, Named][]> {
	const rows = await db
		.selectFrom('elementText')
		.innerJoin('planVersion', 'planVersion.id', 'elementText.versionId')
		.select(['elementText.elementId as id', 'elementText.number', 'elementText.nn', 'elementText.nb'])
		.where('elementText.municipalityId', '=', municipalityId)
		.where('elementText.elementId', 'in', ids)
		.orderBy('planVersion.number')
		.execute();
	return rows.map(({ id, number, nn, nb }) => [id, named(locale, `${number} ${nn || nb}`, `${number} ${nb || nn}`)]);
}

const written = (text: string): Named => ({ text, isNamed: false });
const named = (locale: Locale, nn: string, nb: string): Named => ({ text: inLanguage(locale, { nn, nb }), isNamed: true });
const gatherings = (rows: { id: string; theme: string; date: string | null }[], locale: Locale): [string, Named][] =>
	rows.map(({ id, theme, date }) => [id, written(date ? `${theme}, ${mediumDate(locale, date)}` : theme)]);
