import { type Kysely, sql } from 'kysely';

/**
 * Topic memory: how fast a topic fades, which topic a double became part of, how many work in a unit and how many of them are new,
 * and which units were at a gathering that nobody was checked in to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('topic').addColumn('halfLifeYears', 'integer').execute();
	await db.schema.alterTable('topic').addColumn('mergedIntoId', 'text').execute();
	await db.schema
		.createTable('unitHeadcount')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('unitId', 'text', (column) => column.notNull().references('unit.id'))
		.addColumn('date', 'text', (column) => column.notNull())
		.addColumn('headcount', 'integer', (column) => column.notNull())
		.addColumn('newcomers', 'integer', (column) => column.notNull())
		.addColumn('enteredBy', 'text', (column) => column.references('person.id'))
		.addColumn('enteredAt', 'text', (column) => column.notNull())
		.addCheckConstraint('unit_headcount_numbers', sql`headcount >= 0 and newcomers >= 0 and newcomers <= headcount`)
		.execute();
	await db.schema.createIndex('unit_headcount_day').on('unitHeadcount').columns(['municipalityId', 'unitId', 'date']).unique().execute();
	await db.schema
		.createTable('position')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('unitId', 'text', (column) => column.notNull().references('unit.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('leader', 'other')`))
		.addColumn('roleNn', 'text', (column) => column.notNull())
		.addColumn('roleNb', 'text', (column) => column.notNull())
		.addColumn('validFrom', 'text', (column) => column.notNull())
		.addColumn('validTo', 'text')
		.execute();
	await db.schema.createIndex('position_unit').on('position').columns(['municipalityId', 'unitId', 'validFrom']).execute();
	await db.schema.createIndex('position_person').on('position').columns(['personId']).execute();
	await db.schema
		.createTable('gatheringUnit')
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('unitId', 'text', (column) => column.notNull().references('unit.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('attended', 'integer')
		.addPrimaryKeyConstraint('gathering_unit_pk', ['gatheringId', 'unitId'])
		.execute();
	await db.schema.createIndex('programme_item_topic').on('programmeItem').columns(['municipalityId', 'topicId']).execute();
	await db.schema.createIndex('attendance_municipality').on('attendance').columns(['municipalityId', 'gatheringId', 'unitId']).execute();
	await db.schema.createIndex('person_municipality').on('person').columns(['municipalityId', 'unitId']).execute();
	await db.schema.createIndex('topic_support_municipality').on('topicSupport').columns(['municipalityId']).execute();
	await db.schema.createIndex('topic_offer_municipality').on('topicOffer').columns(['municipalityId']).execute();
}
