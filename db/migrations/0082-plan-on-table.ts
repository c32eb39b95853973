import { type Kysely, sql } from 'kysely';

/** Together: a table may have a part of the plan lying on it, and its notes then say what they are about. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('tableElement')
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addColumn('elementId', 'text', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('goal', 'subGoal', 'measure')`))
		.addColumn('number', 'text', (column) => column.notNull())
		.addColumn('textNn', 'text', (column) => column.notNull())
		.addColumn('textNb', 'text', (column) => column.notNull())
		.addColumn('versionId', 'text', (column) => column.notNull())
		.addColumn('versionNumber', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('table_element_pk', ['cafeTableId', 'elementId'])
		.execute();
	await db.schema.alterTable('note').addColumn('aboutId', 'text').execute();
	await db.schema
		.alterTable('note')
		.addColumn('stance', 'text', (column) => column.check(sql`stance in ('keep', 'change', 'missing')`))
		.execute();
}
