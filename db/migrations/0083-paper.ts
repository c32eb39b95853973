import type { Kysely } from 'kysely';

/** Together: notes that came on paper, and who typed them in. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('enteredNote')
		.addColumn('noteId', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('enteredBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('enteredAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('entered_note_table').on('enteredNote').columns(['cafeTableId', 'enteredAt']).execute();
}
