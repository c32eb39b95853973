import type { Db } from '#lib/db/open.server.ts';
import { hasWords, wordsOf } from '#lib/text/names.ts';
import { nearGroups } from './cluster.ts';

/** A point of some gathering, as it is found again years later. */
export type FoundPoint = {
	id: string;
	text: string;
	first: boolean;
	starterUnitId: string | null;
	gatheringId: string;
	theme: string;
	date: string | null;
	year: number;
};

export type FoundNote = { id: string; text: string; number: number; gatheringId: string; theme: string; year: number };

/** No page lists more notes than this. */
export const maxNotes = 50;
/** So many of the newest points are compared with each other. */
const maxCompared = 400;

/**
 * What all gatherings arrived at, the newest first: the points that hold every word of `text`, of one gathering and of one unit that
 * starts (null: of all), and notes with the words; `back` are points of two gatherings or more that say nearly the same (`nearGroups`)
 * and of which one at least is found, those of most gatherings first. Two queries, three with words to look for.
 */
export async function overTheYears(
	db: Db,
	municipalityId: string,
	wanted: { text: string; gatheringId: string | null; unitId: string | null }
): Promise<{
	points: FoundPoint[];
	notes: FoundNote[];
	back: FoundPoint[][];
	gatherings: { id: string; theme: string; year: number }[];
	all: number;
}> {
	const rows = await db
		.selectFrom('forumPoint')
		.innerJoin('gathering', 'gathering.id', 'forumPoint.gatheringId')
		.select(['forumPoint.id', 'forumPoint.text', 'forumPoint.firstAt', 'forumPoint.starterUnitId', 'forumPoint.gatheringId'])
		.select(['gathering.theme', 'gathering.date', 'gathering.year'])
		.where('forumPoint.municipalityId', '=', municipalityId)
		.where('forumPoint.mergedIntoId', 'is', null)
		.orderBy('gathering.year', 'desc')
		.orderBy('gathering.month', 'desc')
		.orderBy('forumPoint.gatheringId')
		.orderBy('forumPoint.position')
		.execute();
	const all = rows.map(({ firstAt, ...row }): FoundPoint => ({ ...row, first: firstAt !== null }));
	const words = wordsOf(wanted.text).slice(0, 8);
	const points = all.filter(
		(point) =>
			hasWords(`${point.text} ${point.theme}`, words) &&
			(wanted.gatheringId === null || point.gatheringId === wanted.gatheringId) &&
			(wanted.unitId === null || point.starterUnitId === wanted.unitId)
	);
	const distinct = (group: readonly FoundPoint[]) => new Set(group.map(({ gatheringId }) => gatheringId)).size;
	const back = nearGroups(all.slice(0, maxCompared))
		.filter((group) => distinct(group) > 1 && group.some((point) => points.includes(point)))
		.toSorted((a, b) => distinct(b) - distinct(a) || b.length - a.length);
	return {
		points,
		notes: words.length > 0 && wanted.unitId === null ? await notesWith(db, municipalityId, words, wanted.gatheringId) : [],
		back,
		gatherings: [...new Map(all.map(({ gatheringId: id, theme, year }) => [id, { id, theme, year }])).values()],
		all: all.length
	};
}

async function notesWith(db: Db, municipalityId: string, words: readonly string[], gatheringId: string | null): Promise<FoundNote[]> {
	let query = db
		.selectFrom('note')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['note.id', 'note.text', 'cafeTable.number', 'cafe.gatheringId', 'gathering.theme', 'gathering.year'])
		.where('cafe.municipalityId', '=', municipalityId);
	if (gatheringId !== null) query = query.where('cafe.gatheringId', '=', gatheringId);
	const notes = await query.orderBy('gathering.year', 'desc').orderBy('cafeTable.number').orderBy('note.position').execute();
	return notes.filter(({ text }) => hasWords(text, words)).slice(0, maxNotes);
}
