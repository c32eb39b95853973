import type { Kysely } from 'kysely';

/** Said: pictures of a summary. The bytes are kept once, however many versions show them. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('picture')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('bytes', 'bytea', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('width', 'integer', (column) => column.notNull())
		.addColumn('height', 'integer', (column) => column.notNull())
		.addColumn('addedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('addedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('summaryPicture')
		.addColumn('summaryId', 'text', (column) => column.notNull().references('summary.id'))
		.addColumn('pictureId', 'text', (column) => column.notNull().references('picture.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('alt', 'text', (column) => column.notNull())
		.addColumn('caption', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('summary_picture_pk', ['summaryId', 'pictureId'])
		.execute();
	await db.schema.createIndex('summary_picture_picture').on('summaryPicture').column('pictureId').execute();
}
