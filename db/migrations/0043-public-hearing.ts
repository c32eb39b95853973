import type { Kysely } from 'kysely';

/**
 * A round of a hearing may be open to everybody as well (plan- og bygningsloven § 11-14). Who sends a remark has a link of their own to
 * it; name and address only when they gave them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('publicHearing')
		.addColumn('hearingId', 'text', (column) => column.primaryKey().notNull().references('hearing.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('deadline', 'text', (column) => column.notNull())
		.addColumn('openedAt', 'text', (column) => column.notNull())
		.addColumn('openedBy', 'text', (column) => column.notNull().references('person.id'))
		.execute();
	await db.schema
		.createTable('publicRemark')
		.addColumn('inputId', 'text', (column) => column.primaryKey().notNull().references('planInput.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('hearingId', 'text', (column) => column.notNull().references('publicHearing.hearingId'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('speaksFor', 'text', (column) => column.notNull())
		.addColumn('email', 'text')
		.addColumn('reviewedAt', 'text')
		.addColumn('reviewedBy', 'text', (column) => column.references('person.id'))
		.addColumn('isShown', 'integer', (column) => column.notNull())
		.addColumn('heldReason', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('public_remark_hearing').on('publicRemark').columns(['hearingId']).execute();
	await db.schema
		.createTable('remarkLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('inputId', 'text', (column) => column.notNull().references('publicRemark.inputId'))
		.execute();
}
