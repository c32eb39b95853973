import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayPlan, type Gathering } from '../model.ts';

type Day = Pick<Gathering, 'date' | 'month' | 'year'>;

/** The day of a gathering as far as it is known, for counting time: the middle of its month, or of its year. */
export function dayOf({ date, month, year }: Day): CivilDate {
	return date ?? (month ? `${month}-15` : `${year}-07-01`);
}

/** A topic was up, and people of a unit heard it; `attended` null: they were there, but not counted. */
export type HeardRow = { topicId: string; gatheringId: string; unitId: string; date: CivilDate; attended: number | null };

/**
 * Which units heard which topics, of the held gatherings that had them in the programme. A double counts as the topic it became part
 * of. Three queries however many years there are; a unit's own count of those checked in goes before what was noted of it.
 */
export async function topicHistory(db: Db, municipalityId: string): Promise<HeardRow[]> {
	const up = await db
		.selectFrom('programmeItem')
		.innerJoin('gathering', 'gathering.id', 'programmeItem.gatheringId')
		.innerJoin('topic', 'topic.id', 'programmeItem.topicId')
		.select((of) => [
			of.fn.coalesce('topic.mergedIntoId', 'topic.id').as('topicId'),
			'gathering.id as gatheringId',
			'gathering.date',
			'gathering.month',
			'gathering.year'
		])
		.distinct()
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('gathering.state', '=', 'held')
		.execute();
	const there = new Map<string, Map<string, number | null>>();
	for (const { gatheringId, unitId, attended } of await unitsThere(db, municipalityId)) {
		const units = there.get(gatheringId) ?? new Map<string, number | null>();
		there.set(gatheringId, units.set(unitId, attended));
	}
	return up.flatMap(({ topicId, gatheringId, ...day }) =>
		[...(there.get(gatheringId) ?? [])].map(([unitId, attended]) => ({ topicId, gatheringId, unitId, attended, date: dayOf(day) }))
	);
}

export type TimeUp = Day & {
	gatheringId: string;
	theme: string;
	state: Gathering['state'];
	itemId: string;
	item: string;
	kind: string;
	speaker: string;
	speakerNn: string | null;
	speakerNb: string | null;
};

/** Every time a topic (or a double of it) stands in a programme, newest first: when, as what, and who spoke. */
export async function timesUp(db: Db, municipalityId: string, topicId: string): Promise<TimeUp[]> {
	const rows = await db
		.selectFrom('programmeItem')
		.innerJoin('gathering', 'gathering.id', 'programmeItem.gatheringId')
		.innerJoin('topic', 'topic.id', 'programmeItem.topicId')
		.leftJoin('unit', 'unit.id', 'programmeItem.speakerUnitId')
		.select([
			'gathering.id as gatheringId',
			'gathering.theme',
			'gathering.state',
			'gathering.date',
			'gathering.month',
			'gathering.year',
			'programmeItem.id as itemId',
			'programmeItem.title as item',
			'programmeItem.kind',
			'programmeItem.speaker',
			'unit.nameNn as speakerNn',
			'unit.nameNb as speakerNb'
		])
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('gathering.state', '!=', 'cancelled')
		.where((where) => where.or([where('topic.id', '=', topicId), where('topic.mergedIntoId', '=', topicId)]))
		.execute();
	return rows.toSorted((a, b) => dayOf(b).localeCompare(dayOf(a)) || a.itemId.localeCompare(b.itemId));
}

export type PastItem = Day & { itemId: string; title: string; theme: string };

/** Parts of held gatherings that no topic is tied to yet, newest first: what a leader can say was this topic. */
export async function untiedItems(db: Db, municipalityId: string, seriesId: string): Promise<PastItem[]> {
	const rows = await db
		.selectFrom('programmeItem')
		.innerJoin('gathering', 'gathering.id', 'programmeItem.gatheringId')
		.select(['programmeItem.id as itemId', 'programmeItem.title', 'gathering.theme', 'gathering.date', 'gathering.month', 'gathering.year'])
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('gathering.seriesId', '=', seriesId)
		.where('gathering.state', '=', 'held')
		.where('programmeItem.topicId', 'is', null)
		.where('programmeItem.kind', 'in', ['talk', 'course', 'workshop'])
		.orderBy('programmeItem.position')
		.execute();
	return rows.toSorted((a, b) => dayOf(b).localeCompare(dayOf(a)));
}

/**
 * Says that a part of a gathering that has been held was about a topic, for history from before the topic was proposed.
 * Refuses `notAllowed`, `closedItem` (no such part, it has not been held, or it has a topic already), `missingTopic` (none of this
 * series').
 */
export async function tieTopic(db: Db, actor: Actor, tied: { itemId: string; topicId: string }, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const topic = await trx
			.selectFrom('topic')
			.select('seriesId')
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', '=', tied.topicId)
			.where('mergedIntoId', 'is', null)
			.executeTakeFirst();
		if (!topic) return refuse('missingTopic');
		const items = await untiedItems(trx, actor.municipalityId, topic.seriesId);
		if (!items.some(({ itemId }) => itemId === tied.itemId)) return refuse('closedItem');
		await trx.updateTable('programmeItem').set({ topicId: tied.topicId }).where('id', '=', tied.itemId).execute();
		await record(trx, actor, 'topic.tie', { kind: 'topic', id: tied.topicId, detail: { itemId: tied.itemId } }, now);
		return { ok: true as const };
	});
}

/**
 * How many of each unit were at each gathering, as it was noted afterwards or counted at the door; null: some, but nobody counted. Two
 * queries.
 */
export async function unitsThere(
	db: Db,
	municipalityId: string
): Promise<{ gatheringId: string; unitId: string; attended: number | null }[]> {
	const noted = await db
		.selectFrom('gatheringUnit')
		.select(['gatheringId', 'unitId', 'attended'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const counted = await db
		.selectFrom('attendance')
		.select(['gatheringId', 'unitId', (of) => of.fn.countAll().as('attended')])
		.where('municipalityId', '=', municipalityId)
		.where('unitId', 'is not', null)
		.groupBy(['gatheringId', 'unitId'])
		.execute();
	return [...noted, ...counted].map(({ gatheringId, unitId, attended }) => ({
		gatheringId,
		unitId: unitId!,
		attended: attended === null ? null : Number(attended)
	}));
}
