import type { Kysely } from 'kysely';

/** Mail: a municipality's outbox can be set on pause, and a person can say no thank you to a kind of mail through a link of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('mailPause')
		.addColumn('municipalityId', 'text', (column) => column.primaryKey().notNull().references('municipality.id'))
		.addColumn('pausedAt', 'text', (column) => column.notNull())
		.addColumn('pausedBy', 'text', (column) => column.notNull().references('person.id'))
		.execute();
	await db.schema
		.createTable('mailStop')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('stoppedAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('mail_stop_pk', ['municipalityId', 'personId', 'kind'])
		.execute();
	await db.schema
		.createTable('mailStopLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.alterTable('mail').addColumn('stopUrl', 'text').execute();
}
