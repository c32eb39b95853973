import { sql, type Kysely } from 'kysely';

/** Who has been asked to be a host at a gathering's café, and what they have answered; once a person, asked anew in the same row. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('hostRequest')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id').onDelete('cascade'))
		.addColumn('cafeTableId', 'text', (column) => column.references('cafeTable.id').onDelete('set null'))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('reminderHash', 'text', (column) => column.unique())
		.addColumn('letters', 'integer', (column) => column.notNull())
		.addColumn('answer', 'text', (column) => column.check(sql`answer in ('yes', 'no')`))
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.addColumn('remindedAt', 'text')
		.addColumn('answeredAt', 'text')
		.addColumn('takenBackAt', 'text')
		.addColumn('arrivedAt', 'text')
		.addUniqueConstraint('host_request_person', ['gatheringId', 'personId'])
		.execute();
	await db.schema.createIndex('host_request_table').on('hostRequest').columns(['cafeTableId']).execute();
}
