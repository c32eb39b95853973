import type { Kysely } from 'kysely';

/** Codes from an app beside the password (RFC 6238), and codes for the day the phone is lost. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('secondFactor')
		.addColumn('personId', 'text', (column) => column.primaryKey().notNull().references('person.id').onDelete('cascade'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('secret', 'text', (column) => column.notNull())
		.addColumn('confirmedAt', 'text')
		.addColumn('lastStep', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('recoveryCode')
		.addColumn('codeHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id').onDelete('cascade'))
		.execute();
	await db.schema.createIndex('recovery_code_person').on('recoveryCode').columns(['personId']).execute();
}
