import { sql, type Kysely } from 'kysely';

/** What somebody has changed in the letters of a batch before they left: subject and covering words, a row a language. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('mailEdit')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('batch', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('locale', 'text', (column) => column.notNull().check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('subject', 'text')
		.addColumn('words', 'text', (column) => column.notNull())
		.addColumn('defaultSubject', 'text')
		.addColumn('defaultWords', 'text', (column) => column.notNull())
		.addColumn('editedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('editedAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('mail_edit_key', ['municipalityId', 'batch', 'locale'])
		.execute();
}
