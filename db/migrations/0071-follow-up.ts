import { type Kysely, sql } from 'kysely';

/** Decided: how it goes, asked of the responsible units every half-year by personal link, and where each answer came from. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('followUp')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('half', 'text', (column) => column.notNull())
		.addColumn('due', 'text', (column) => column.notNull())
		.addColumn('reminders', 'integer', (column) => column.notNull())
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.addColumn('askedBy', 'text', (column) => column.references('person.id'))
		.addUniqueConstraint('follow_up_once_a_half', ['municipalityId', 'half'])
		.execute();
	await db.schema
		.createTable('followUpMeasure')
		.addColumn('followUpId', 'text', (column) => column.notNull().references('followUp.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addPrimaryKeyConstraint('follow_up_measure_pk', ['followUpId', 'elementId', 'personId'])
		.execute();
	await db.schema
		.createTable('followUpLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('followUpId', 'text', (column) => column.notNull().references('followUp.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.execute();
	await db.schema.alterTable('statusReport').addColumn('note', 'text').execute();
	await db.schema
		.alterTable('statusReport')
		.addColumn('source', 'text', (column) =>
			column
				.notNull()
				.defaultTo('page')
				.check(sql`source in ('page', 'link', 'ledger')`)
		)
		.execute();
	await db.schema
		.alterTable('statusReport')
		.addColumn('followUpId', 'text', (column) => column.references('followUp.id'))
		.execute();
	await db.schema.alterTable('statusReport').addColumn('held', 'integer').execute();
}
