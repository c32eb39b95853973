import { type Kysely, sql } from 'kysely';

/** What: the standing inbox of topics, who supports them, who offers to talk, and what the proposer was answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('topic')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('description', 'text', (column) => column.notNull())
		.addColumn('forWhom', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('new', 'repeat', 'refresh')`))
		.addColumn('state', 'text', (column) =>
			column.notNull().check(sql`state in ('proposed', 'shortlisted', 'planned', 'held', 'resting', 'declined')`)
		)
		.addColumn('stateReason', 'text', (column) => column.notNull())
		.addColumn('gatheringId', 'text')
		.addColumn('halfLifeYears', 'integer')
		.addColumn('mergedIntoId', 'text')
		.addColumn('proposedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('proposedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('topic_series').on('topic').columns(['municipalityId', 'seriesId', 'state']).execute();
	await db.schema
		.createTable('topicSupport')
		.addColumn('topicId', 'text', (column) => column.notNull().references('topic.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('topic_support_pk', ['topicId', 'personId'])
		.execute();
	await db.schema.createIndex('topic_support_municipality').on('topicSupport').columns(['municipalityId']).execute();
	await db.schema
		.createTable('topicOffer')
		.addColumn('topicId', 'text', (column) => column.notNull().references('topic.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('note', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('topic_offer_pk', ['topicId', 'personId'])
		.execute();
	await db.schema.createIndex('topic_offer_municipality').on('topicOffer').columns(['municipalityId']).execute();
	await db.schema
		.createTable('topicAnswer')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('topicId', 'text', (column) => column.notNull().references('topic.id'))
		.addColumn('state', 'text', (column) =>
			column.notNull().check(sql`state in ('proposed', 'shortlisted', 'planned', 'held', 'resting', 'declined')`)
		)
		.addColumn('reason', 'text', (column) => column.notNull())
		.addColumn('answeredBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('topic_answer_topic').on('topicAnswer').columns(['topicId', 'at']).execute();
}
