import type { Kysely } from 'kysely';

/** What a municipality tells everybody of itself: its pages on accessibility and privacy. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('publicNotice')
		.addColumn('municipalityId', 'text', (column) => column.primaryKey().notNull().references('municipality.id'))
		.addColumn('statementUrl', 'text', (column) => column.notNull())
		.addColumn('accessibilityEmail', 'text', (column) => column.notNull())
		.addColumn('privacyEmail', 'text', (column) => column.notNull())
		.addColumn('officerName', 'text', (column) => column.notNull())
		.addColumn('officerEmail', 'text', (column) => column.notNull())
		.addColumn('processor', 'text', (column) => column.notNull())
		.addColumn('legalBasis', 'text', (column) => column.notNull())
		.addColumn('updatedAt', 'text', (column) => column.notNull())
		.execute();
}
