import type { Kysely } from 'kysely';

/** Who asked to hear how it goes with a measure, what each person was told last, and when a number was entered. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('reading').addColumn('createdAt', 'text').execute();
	await db.schema
		.createTable('measureFollower')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('measureFollowerKey', ['elementId', 'personId'])
		.execute();
	await db.schema
		.createTable('measureTold')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('status', 'text')
		.addColumn('readingId', 'text')
		.addColumn('toldAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('measureToldKey', ['elementId', 'personId'])
		.execute();
}
