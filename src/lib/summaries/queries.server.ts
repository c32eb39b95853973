import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { units } from '#lib/people/queries.server.ts';
import { hashOf } from '#lib/people/tokens.server.ts';
import { inReadingOrder, type ForumPoint, type SummaryContent } from './model.ts';

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

/** All versions of a gathering's summary, newest first. */
export async function versions(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('summary')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.orderBy('version', 'desc')
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

/** What a summary would say if it were published now: its words with the points and numbers of this moment. */
export async function contentOf(
	db: Db,
	municipalityId: string,
	draft: { gatheringId: string; locale: Locale; title: string; intro: string; closing: string }
): Promise<SummaryContent> {
	const unitNames = new Map(
		(await units(db, municipalityId)).map((unit) => [unit.id, inLanguage(draft.locale, { nn: unit.nameNn, nb: unit.nameNb })])
	);
	const points = inReadingOrder(await forumPoints(db, municipalityId, draft.gatheringId));
	return {
		title: draft.title,
		intro: draft.intro,
		closing: draft.closing,
		points: points.map((point) => ({
			id: point.id,
			text: point.text,
			first: point.firstAt !== null,
			starter: [point.starterUnitId === null ? '' : (unitNames.get(point.starterUnitId) ?? ''), point.starterRole]
				.filter(Boolean)
				.join(', '),
			startBy: point.startBy,
			tables: point.tables,
			votes: point.votes
		})),
		numbers: await numbers(db, municipalityId, draft.gatheringId)
	};
}

/**
 * Who the summary may go to, each person once: those who were there (`attended`), those who were invited and were not (`invited`), and those it was
 * planned with who were neither (`informed`). Without an address: listed apart.
 */
export async function audience(db: Db, municipalityId: string, gatheringId: string) {
	const people = await db
		.selectFrom('person')
		.leftJoin('attendance', (join) => join.onRef('attendance.personId', '=', 'person.id').on('attendance.gatheringId', '=', gatheringId))
		.leftJoin('invitation', (join) => join.onRef('invitation.personId', '=', 'person.id').on('invitation.gatheringId', '=', gatheringId))
		.leftJoin('gatheringPartner', (join) =>
			join.onRef('gatheringPartner.personId', '=', 'person.id').on('gatheringPartner.gatheringId', '=', gatheringId)
		)
		.select(['person.id', 'person.name', 'person.email', 'person.locale', 'attendance.id as attendanceId', 'invitation.id as invitationId'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.disabledAt', 'is', null)
		.where((where) =>
			where.or([
				where('attendance.id', 'is not', null),
				where('invitation.id', 'is not', null),
				where('gatheringPartner.personId', 'is not', null)
			])
		)
		.orderBy('person.name')
		.execute();
	const reachable = people.flatMap(({ email, ...person }) => (email === null ? [] : [{ ...person, email }]));
	return {
		attended: reachable.filter((person) => person.attendanceId !== null),
		invited: reachable.filter((person) => person.attendanceId === null && person.invitationId !== null),
		informed: reachable.filter((person) => person.attendanceId === null && person.invitationId === null),
		withoutAddress: people.filter((person) => person.email === null)
	};
}

/** How many mails a published version has been put in the outbox as. */
export async function mailedTo(db: Db, municipalityId: string, summaryId: string): Promise<number> {
	const { count } = await db
		.selectFrom('summaryReader')
		.select((select) => select.fn.countAll().as('count'))
		.where('municipalityId', '=', municipalityId)
		.where('summaryId', '=', summaryId)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** What a personal link opens: the version it was sent with, and whether a newer one has come since. Undefined for an unknown link. */
export async function byLink(db: Db, token: string) {
	const found = await db
		.selectFrom('summaryReader')
		.innerJoin('summary', 'summary.id', 'summaryReader.summaryId')
		.innerJoin('municipality', 'municipality.id', 'summary.municipalityId')
		.innerJoin('gathering', 'gathering.id', 'summary.gatheringId')
		.innerJoin('person', 'person.id', 'summaryReader.personId')
		.select([
			'summary.id',
			'summary.gatheringId',
			'summary.municipalityId',
			'summary.version',
			'summary.locale',
			'summary.content',
			'summary.contentHash',
			'summary.publishedAt',
			'municipality.name as municipalityName',
			'municipality.locale as municipalityLocale',
			'person.locale as personLocale',
			'gathering.date'
		])
		.where('summaryReader.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	if (!found?.content) return undefined;
	const newest = await db
		.selectFrom('summary')
		.select((select) => select.fn.max('version').as('version'))
		.where('gatheringId', '=', found.gatheringId)
		.where('publishedAt', 'is not', null)
		.executeTakeFirstOrThrow();
	const { content, personLocale, municipalityLocale, ...summary } = found;
	return {
		...summary,
		reader: personLocale ?? municipalityLocale,
		superseded: Number(newest.version) > found.version,
		content: JSON.parse(content) as SummaryContent
	};
}
