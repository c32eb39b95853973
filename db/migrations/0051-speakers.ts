import { type Kysely, sql } from 'kysely';

/** Speakers are asked and answer by a link of their own; what they show is kept with their part of the programme. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('speakerRequest')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('itemId', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('locale', 'text', (column) => column.notNull().check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('reminderHash', 'text', (column) => column.unique())
		.addColumn('reminders', 'integer', (column) => column.notNull())
		.addColumn('answer', 'text', (column) => column.check(sql`answer in ('yes', 'no')`))
		.addColumn('note', 'text', (column) => column.notNull())
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.addColumn('remindedAt', 'text')
		.addColumn('answeredAt', 'text')
		.execute();
	await db.schema.createIndex('speaker_request_gathering').on('speakerRequest').columns(['municipalityId', 'gatheringId']).execute();
	await db.schema
		.createTable('programmeMaterial')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('itemId', 'text', (column) => column.notNull())
		.addColumn('label', 'text', (column) => column.notNull())
		.addColumn('url', 'text', (column) => column.notNull())
		.addColumn('addedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('programme_material_gathering').on('programmeMaterial').columns(['municipalityId', 'gatheringId']).execute();
}
