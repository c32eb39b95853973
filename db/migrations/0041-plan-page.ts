import type { Kysely } from 'kysely';

/** Whether a municipality has opened the page of its adopted plan to everybody. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('planPage')
		.addColumn('municipalityId', 'text', (column) => column.primaryKey().references('municipality.id'))
		.addColumn('openedAt', 'text')
		.addColumn('changedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('changedAt', 'text', (column) => column.notNull())
		.execute();
}
