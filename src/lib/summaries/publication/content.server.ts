import { whoCame } from '#lib/cafe/queries.server.ts';
import { nameOrder } from '#lib/text/names.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { units } from '#lib/people/queries.server.ts';
import { withWords, type DraftWords } from '../draft/content.ts';
import { inReadingOrder, type SummaryContent } from '../model.ts';
import { picturesOf } from '../pictures/queries.server.ts';
import { openActions } from '../points/actions.server.ts';
import { forumPoints } from '../points/queries.server.ts';

/** How many were there, from how many units, at how many tables, and how much they wrote. */
export async function numbers(db: Db, municipalityId: string, gatheringId: string): Promise<SummaryContent['numbers']> {
	const there = await db
		.selectFrom('attendance')
		.select((select) => select.fn.count('unitId').distinct().as('units'))
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
		attended: await whoCame(db, municipalityId, gatheringId),
		units: Number(there.units),
		tables: Number(said.tables),
		notes: Number(said.notes),
		votes: Number(said.votes)
	};
}

/** Who was there, by unit: those with fewer than three people there, and guests of no unit, are counted and not named. Biggest first. */
async function there(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	named: ReadonlyMap<string, { name: string; colour: number }>,
	attended: number
): Promise<SummaryContent['there']> {
	const rows = await db
		.selectFrom('attendance')
		.select((select) => ['unitId', select.fn.countAll().as('people')])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.groupBy('unitId')
		.execute();
	const units: SummaryContent['there']['units'] = [];
	for (const row of rows) {
		const people = Number(row.people);
		const unit = row.unitId === null ? undefined : named.get(row.unitId);
		if (unit && people >= minGroupSize.unit) units.push({ ...unit, people });
	}
	const others = Math.max(0, attended - units.reduce((sum, { people }) => sum + people, 0));
	return { units: units.sort((a, b) => b.people - a.people || nameOrder(a.name, b.name)), others };
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
	const said = await numbers(db, municipalityId, gatheringId);
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
		numbers: said,
		there: await there(db, municipalityId, gatheringId, named, said.attended),
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
