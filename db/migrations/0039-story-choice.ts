import type { Kysely } from 'kysely';

/** What the politicians' page shows instead of what its rule takes. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('storyChoice')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('municipalityId', 'text', (column) => column.notNull().unique().references('municipality.id'))
		.addColumn('pointId', 'text')
		.addColumn('indicatorId', 'text')
		.addColumn('words', 'text', (column) => column.notNull())
		.addColumn('edition', 'integer', (column) => column.notNull())
		.addColumn('changedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('changedAt', 'text', (column) => column.notNull())
		.execute();
}
