import type { Kysely } from 'kysely';

/** Versions that were adopted elsewhere and entered by hand say so; a plan that is being read in waits in a row of its own. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('planVersion').addColumn('enteredAt', 'text').execute();
	await db.schema
		.alterTable('planVersion')
		.addColumn('enteredBy', 'text', (column) => column.references('person.id'))
		.execute();
	await db.schema
		.createTable('planImport')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('fileName', 'text', (column) => column.notNull())
		.addColumn('blocks', 'text', (column) => column.notNull())
		.addColumn('lines', 'text', (column) => column.notNull())
		.addColumn('purpose', 'text', (column) => column.notNull())
		.addColumn('edition', 'integer', (column) => column.notNull())
		.addColumn('corrections', 'integer', (column) => column.notNull())
		.addColumn('startedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('startedAt', 'text', (column) => column.notNull())
		.addColumn('changedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('plan_import_municipality').on('planImport').columns(['municipalityId']).execute();
}
