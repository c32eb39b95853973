import { type Kysely, sql } from 'kysely';

/** Calendars to subscribe to, by a link that can be taken back; the link's secret is stored as its SHA-256. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('calendarFeed')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('person', 'unit', 'municipality')`))
		.addColumn('subjectId', 'text', (column) => column.notNull())
		.addColumn('ownerId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('revokedAt', 'text')
		.execute();
	await db.schema
		.createIndex('calendar_feed_one')
		.on('calendarFeed')
		.columns(['ownerId', 'kind', 'subjectId'])
		.unique()
		.where(sql.ref('revokedAt'), 'is', null)
		.execute();
	await db.schema.createIndex('checklist_item_open').on('checklistItem').columns(['municipalityId', 'doneAt', 'dueDate']).execute();
	await db.schema.createIndex('invitation_person').on('invitation').columns(['personId', 'gatheringId']).execute();
}
