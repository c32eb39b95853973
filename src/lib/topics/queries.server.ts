import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { bySpread, spreadOf, type Spread, type Topic, type TopicState } from './model.ts';

export type InboxTopic = Pick<
	Topic,
	| 'id'
	| 'seriesId'
	| 'title'
	| 'description'
	| 'forWhom'
	| 'kind'
	| 'state'
	| 'stateReason'
	| 'gatheringId'
	| 'proposedAt'
	| 'halfLifeYears'
> & {
	proposedBy: { id: string; name: string; unitNn: string | null; unitNb: string | null };
	/** Titles and proposers of the doubles that became part of it. */
	doubles: { id: string; title: string; name: string }[];
	spread: Spread;
	offers: { personId: string; name: string; note: string }[];
	/** Whether the reader stands behind it. */
	supported: boolean;
	/** Whether the reader has offered to give the talk. */
	offered: boolean;
};

/** Every topic of the municipality as `readerId` sees it: those most units stand behind first. Three queries however many there are. */
export async function inbox(db: Db, municipalityId: string, readerId: string): Promise<InboxTopic[]> {
	const topics = await db
		.selectFrom('topic')
		.innerJoin('person', 'person.id', 'topic.proposedBy')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.selectAll('topic')
		.select(['person.name as proposerName', 'unit.nameNn as proposerUnitNn', 'unit.nameNb as proposerUnitNb'])
		.where('topic.municipalityId', '=', municipalityId)
		.execute();
	const supports = await db
		.selectFrom('topicSupport')
		.innerJoin('person', 'person.id', 'topicSupport.personId')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.select(['topicSupport.topicId', 'topicSupport.personId', 'person.unitId', 'unit.nameNn', 'unit.nameNb', 'unit.colour'])
		.where('topicSupport.municipalityId', '=', municipalityId)
		.execute();
	const offers = await db
		.selectFrom('topicOffer')
		.innerJoin('person', 'person.id', 'topicOffer.personId')
		.select(['topicOffer.topicId', 'topicOffer.personId', 'person.name', 'topicOffer.note'])
		.where('topicOffer.municipalityId', '=', municipalityId)
		.orderBy('topicOffer.at')
		.execute();
	const supportsOf = Map.groupBy(supports, (support) => support.topicId);
	const offersOf = Map.groupBy(offers, (offer) => offer.topicId);
	const doublesOf = Map.groupBy(
		topics.filter((topic) => topic.mergedIntoId !== null),
		(topic) => topic.mergedIntoId!
	);
	return topics
		.filter((topic) => topic.mergedIntoId === null)
		.map(({ municipalityId: _, mergedIntoId: __, proposedBy, proposerName, proposerUnitNn, proposerUnitNb, ...topic }) => {
			const behind = supportsOf.get(topic.id) ?? [];
			const talks = offersOf.get(topic.id) ?? [];
			return {
				...topic,
				proposedBy: { id: proposedBy, name: proposerName, unitNn: proposerUnitNn, unitNb: proposerUnitNb },
				doubles: (doublesOf.get(topic.id) ?? []).map(({ id, title, proposerName: name }) => ({ id, title, name })),
				spread: spreadOf(behind),
				offers: talks.map(({ personId, name, note }) => ({ personId, name, note })),
				supported: behind.some((support) => support.personId === readerId),
				offered: talks.some((offer) => offer.personId === readerId)
			};
		})
		.toSorted(bySpread);
}

/** What a planner may pick for a series' next programme: shortlisted ones first, then the rest of the inbox by spread. */
export async function candidates(db: Db, municipalityId: string, seriesId: string, readerId: string): Promise<InboxTopic[]> {
	const open: TopicState[] = ['shortlisted', 'proposed', 'resting'];
	return (await inbox(db, municipalityId, readerId))
		.filter((topic) => topic.seriesId === seriesId && open.includes(topic.state))
		.toSorted((a, b) => open.indexOf(a.state) - open.indexOf(b.state) || bySpread(a, b));
}

/** One topic; undefined when it is not this municipality's. */
export async function topicById(db: Db, municipalityId: string, topicId: string): Promise<Topic | undefined> {
	return db.selectFrom('topic').selectAll().where('municipalityId', '=', municipalityId).where('id', '=', topicId).executeTakeFirst();
}

export type AnswerRow = { id: string; topicId: string; title: string; state: TopicState; reason: string; answeredBy: string; at: Instant };

const answerRows = (db: Db, municipalityId: string) =>
	db
		.selectFrom('topicAnswer')
		.innerJoin('topic', 'topic.id', 'topicAnswer.topicId')
		.innerJoin('person', 'person.id', 'topicAnswer.answeredBy')
		.select([
			'topicAnswer.id',
			'topicAnswer.topicId',
			'topic.title',
			'topicAnswer.state',
			'topicAnswer.reason',
			'person.name as answeredBy',
			'topicAnswer.at'
		])
		.where('topicAnswer.municipalityId', '=', municipalityId);

/** The latest answer to each of a person's own proposals, the newest first: "svar til deg". */
export async function answersTo(db: Db, municipalityId: string, personId: string, most = 5): Promise<AnswerRow[]> {
	const rows = await answerRows(db, municipalityId)
		.where((where) =>
			where.exists(
				where
					.selectFrom('topic as own')
					.select('own.id')
					.where('own.municipalityId', '=', municipalityId)
					.where('own.proposedBy', '=', personId)
					.where((of) => of.or([of('own.id', '=', of.ref('topic.id')), of('own.mergedIntoId', '=', of.ref('topic.id'))]))
			)
		)
		.where('topicAnswer.answeredBy', '!=', personId)
		.orderBy('topicAnswer.at', 'desc')
		.orderBy('topicAnswer.id', 'desc')
		.execute();
	const latest = new Map<string, AnswerRow>();
	for (const row of rows) if (!latest.has(row.topicId)) latest.set(row.topicId, row);
	return [...latest.values()].slice(0, most);
}

/** Every answer a topic has been given, oldest first. */
export async function answersOn(db: Db, municipalityId: string, topicId: string): Promise<AnswerRow[]> {
	return answerRows(db, municipalityId)
		.where('topicAnswer.topicId', '=', topicId)
		.orderBy('topicAnswer.at')
		.orderBy('topicAnswer.id')
		.execute();
}
