import type { Kysely } from 'kysely';

/** What came of a form that was sent, by the key that was made with the form: the same press sent once more is not done once more. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('once')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('answer', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('once_at').on('once').column('at').execute();
}
