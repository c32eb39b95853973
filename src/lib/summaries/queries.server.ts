import type { CivilDate } from '#lib/dates.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { units } from '#lib/people/queries.server.ts';
import { openActions } from './points/actions.server.ts';
import type { DraftWords } from './draft/content.ts';
import { inReadingOrder, withWords, type ForumPoint, type SummaryContent } from './model.ts';
import { picturesOf } from './pictures/commands.server.ts';

/** Finds the tables' points behind a forum point, through points that were merged into it. Two links of a circle would end, not hang. */
async function tracer(db: Db, municipalityId: string, gatheringId: string) {
	const links = await db
		.selectFrom('lineage')
		.innerJoin('forumPoint', 'forumPoint.id', 'lineage.toId')
		.select(['lineage.fromKind', 'lineage.fromId', 'lineage.toId'])
		.where('lineage.municipalityId', '=', municipalityId)
		.where('lineage.toKind', '=', 'forumPoint')
		.where('forumPoint.gatheringId', '=', gatheringId)
		.execute();
	const into = Map.groupBy(links, (link) => link.toId);
	return function harvestPointsOf(id: string, seen = new Set<string>()): Set<string> {
		const found = new Set<string>();
		if (seen.has(id)) return found;
		seen.add(id);
		for (const link of into.get(id) ?? []) {
			if (link.fromKind === 'harvestPoint') found.add(link.fromId);
			if (link.fromKind === 'forumPoint') for (const deeper of harvestPointsOf(link.fromId, seen)) found.add(deeper);
		}
		return found;
	};
}

/** The points that the tables of a gathering's café have handed in, with the notes and dots behind each, in table order. Until then a host may change them. */
export async function tablePoints(db: Db, municipalityId: string, gatheringId: string) {
	const points = await db
		.selectFrom('harvestPoint')
		.innerJoin('cafeTable', 'cafeTable.id', 'harvestPoint.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['harvestPoint.id', 'harvestPoint.text', 'harvestPoint.position', 'cafeTable.number', 'cafeTable.question'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.where('cafeTable.harvestedAt', 'is not', null)
		.orderBy('cafeTable.number')
		.orderBy('harvestPoint.position')
		.execute();
	const notes = await db
		.selectFrom('lineage')
		.innerJoin('note', 'note.id', 'lineage.fromId')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['lineage.toId', 'note.votes'])
		.where('lineage.municipalityId', '=', municipalityId)
		.where('lineage.fromKind', '=', 'note')
		.where('lineage.toKind', '=', 'harvestPoint')
		.where('cafe.gatheringId', '=', gatheringId)
		.execute();
	const notesOf = Map.groupBy(notes, (note) => note.toId);
	return points.map((point) => {
		const own = notesOf.get(point.id) ?? [];
		return { ...point, notes: own.length, votes: own.reduce((sum, note) => sum + note.votes, 0) };
	});
}

/** The forum's points that have not gone into another, in the leader's order. Four queries however many there are. */
export async function forumPoints(db: Db, municipalityId: string, gatheringId: string): Promise<ForumPoint[]> {
	const rows = await db
		.selectFrom('forumPoint')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('mergedIntoId', 'is', null)
		.orderBy('position')
		.execute();
	const harvestPointsOf = await tracer(db, municipalityId, gatheringId);
	const byId = new Map((await tablePoints(db, municipalityId, gatheringId)).map((point) => [point.id, point]));
	return rows.map((row) => {
		const sources = [...harvestPointsOf(row.id)].flatMap((id) => byId.get(id) ?? []);
		return {
			id: row.id,
			position: row.position,
			text: row.text,
			firstAt: row.firstAt,
			starterUnitId: row.starterUnitId,
			starterRole: row.starterRole,
			startBy: row.startBy,
			tables: [...new Set(sources.map((source) => source.number))].sort((a, b) => a - b),
			votes: sources.reduce((sum, source) => sum + source.votes, 0),
			notes: sources.reduce((sum, source) => sum + source.notes, 0)
		};
	});
}

/** Table points that no forum point has taken up yet. */
export async function ungathered(db: Db, municipalityId: string, gatheringId: string) {
	const points = await tablePoints(db, municipalityId, gatheringId);
	if (points.length === 0) return [];
	const taken = await db
		.selectFrom('lineage')
		.select('fromId')
		.where('municipalityId', '=', municipalityId)
		.where('fromKind', '=', 'harvestPoint')
		.where('toKind', '=', 'forumPoint')
		.where(
			'fromId',
			'in',
			points.map((point) => point.id)
		)
		.execute();
	const known = new Set(taken.map((row) => row.fromId));
	return points.filter((point) => !known.has(point.id));
}

/** All versions of a gathering's summary, newest first, with the epoch of the room in which each is (was) written. */
export async function versions(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('summary')
		.leftJoin('board', 'board.id', 'summary.boardId')
		.selectAll('summary')
		.select((select) => select.fn.coalesce('board.epoch', select.lit(0)).as('epoch'))
		.where('summary.municipalityId', '=', municipalityId)
		.where('summary.gatheringId', '=', gatheringId)
		.orderBy('summary.version', 'desc')
		.execute();
}

/** How many were there, from how many units, at how many tables, and how much they wrote. */
export async function numbers(db: Db, municipalityId: string, gatheringId: string): Promise<SummaryContent['numbers']> {
	const there = await db
		.selectFrom('attendance')
		.select((select) => [select.fn.countAll().as('attended'), select.fn.count('unitId').distinct().as('units')])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirstOrThrow();
	const said = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.leftJoin('note', 'note.cafeTableId', 'cafeTable.id')
		.select((select) => [
			select.fn.count('cafeTable.id').distinct().as('tables'),
			select.fn.count('note.id').as('notes'),
			select.fn.coalesce(select.fn.sum('note.votes'), select.lit(0)).as('votes')
		])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.executeTakeFirstOrThrow();
	return {
		attended: Number(there.attended),
		units: Number(there.units),
		tables: Number(said.tables),
		notes: Number(said.notes),
		votes: Number(said.votes)
	};
}

/** Who was there, by unit: those with fewer than three people there are counted and not named. Biggest first. One query. */
async function there(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	named: ReadonlyMap<string, { name: string; colour: number }>
): Promise<SummaryContent['there']> {
	const rows = await db
		.selectFrom('attendance')
		.select((select) => ['unitId', select.fn.countAll().as('people')])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.groupBy('unitId')
		.execute();
	const units: SummaryContent['there']['units'] = [];
	let others = 0;
	for (const row of rows) {
		const people = Number(row.people);
		const unit = row.unitId === null ? undefined : named.get(row.unitId);
		if (unit && people >= minGroupSize.unit) units.push({ ...unit, people });
		else others += people;
	}
	return { units: units.sort((a, b) => b.people - a.people || a.name.localeCompare(b.name)), others };
}

/** What a summary would say if it were published now: the words of its draft with the points, numbers and open actions of this moment. */
export async function contentOf(
	db: Db,
	municipalityId: string,
	draft: { id: string; gatheringId: string; locale: Locale },
	words: DraftWords,
	today: CivilDate
): Promise<SummaryContent> {
	const { gatheringId, locale } = draft;
	const named = new Map(
		(await units(db, municipalityId)).map((unit) => [
			unit.id,
			{ name: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }), colour: unit.colour }
		])
	);
	const starter = (unitId: string | null, role: string) =>
		[unitId === null ? '' : (named.get(unitId)?.name ?? ''), role].filter(Boolean).join(', ');
	const points = inReadingOrder(await forumPoints(db, municipalityId, gatheringId));
	const { seriesId, date } = await db
		.selectFrom('gathering')
		.select(['seriesId', 'date'])
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', gatheringId)
		.executeTakeFirstOrThrow();
	const earlier = (await openActions(db, municipalityId, seriesId, today)).filter(
		(action) => action.gatheringId !== gatheringId && (date === null || action.date === null || action.date < date)
	);
	const content = {
		title: '',
		intro: '',
		closing: '',
		correction: '',
		sections: [],
		points: points.map((point) => ({
			id: point.id,
			text: point.text,
			first: point.firstAt !== null,
			starter: starter(point.starterUnitId, point.starterRole),
			startBy: point.startBy,
			tables: point.tables,
			votes: point.votes
		})),
		numbers: await numbers(db, municipalityId, gatheringId),
		there: await there(db, municipalityId, gatheringId, named),
		open: earlier.map(({ id, text, unit, role, startBy, theme }) => ({
			id,
			text,
			starter: [unit ? inLanguage(locale, unit) : '', role].filter(Boolean).join(', '),
			startBy,
			theme
		})),
		pictures: await picturesOf(db, municipalityId, draft.id)
	};
	return withWords(content, words);
}
