import type { Kysely } from 'kysely';

/** A table can be dissolved while the café runs; its address leads on. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafeTable').addColumn('dissolvingIntoId', 'text').execute();
	await db.schema
		.createTable('formerTable')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('intoId', 'text', (column) => column.references('cafeTable.id').onDelete('set null'))
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('former_table_cafe').on('formerTable').columns(['cafeId']).execute();
	await db.schema.createIndex('former_table_into').on('formerTable').columns(['intoId']).execute();
}
