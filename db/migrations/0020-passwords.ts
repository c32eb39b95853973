import { type Kysely, sql } from 'kysely';

/** Links in mails by which a person sets a password, once. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('passwordLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id').onDelete('cascade'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('invitation', 'reset')`))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('expiresAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('password_link_person').on('passwordLink').columns(['personId']).execute();
}
