import type { Kysely } from 'kysely';

/**
 * The files of an adopted version are made once and kept. When something about a person is taken out, the bytes go (`content` becomes
 * null) and the checksum stays, so that who has the file still learns what it was.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('planFile')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('versionId', 'text', (column) => column.notNull().references('planVersion.id'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('size', 'integer', (column) => column.notNull())
		// SQLite knows no `bytea`, but keeps bytes as bytes under any type name.
		.addColumn('content', 'bytea')
		.addColumn('madeAt', 'text', (column) => column.notNull())
		.addColumn('takenOutAt', 'text')
		.execute();
	await db.schema
		.createIndex('plan_file_kept')
		.unique()
		.on('planFile')
		.columns(['versionId', 'name'])
		.where('takenOutAt' as never, 'is', null)
		.execute();
	await db.schema.createIndex('plan_file_hash').on('planFile').columns(['hash']).execute();
}
