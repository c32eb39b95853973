import type { Kysely } from 'kysely';

/** Signing in at an issuer (OpenID Connect): whose identity is whose, links that confirm it, and which sessions came of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('identity')
		.addColumn('issuer', 'text', (column) => column.notNull())
		.addColumn('subject', 'text', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id').onDelete('cascade'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('identity_key', ['issuer', 'subject'])
		.execute();
	await db.schema.createIndex('identity_person').on('identity').columns(['personId']).execute();
	await db.schema
		.createTable('identityLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id').onDelete('cascade'))
		.addColumn('issuer', 'text', (column) => column.notNull())
		.addColumn('subject', 'text', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('expiresAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('identity_link_person').on('identityLink').columns(['personId']).execute();
	await db.schema
		.createTable('issuerSession')
		.addColumn('sessionId', 'text', (column) => column.primaryKey().notNull().references('session.id').onDelete('cascade'))
		.addColumn('iss', 'text', (column) => column.notNull())
		.addColumn('sub', 'text', (column) => column.notNull())
		.addColumn('sid', 'text')
		.execute();
	await db.schema.createIndex('issuer_session_sub').on('issuerSession').columns(['iss', 'sub']).execute();
	await db.schema
		.alterTable('passwordLink')
		.addColumn('byOperator', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
}
