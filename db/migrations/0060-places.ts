import { type Kysely, sql } from 'kysely';

/** Inviting to a room that may be full: deadline, places, a line to wait in, offers, substitutes, needs, and the code at the door. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('gatheringTerms')
		.addColumn('gatheringId', 'text', (column) => column.primaryKey().notNull().references('gathering.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('answerBy', 'text')
		.addColumn('capacity', 'integer')
		.addColumn('doorCode', 'text', (column) => column.unique())
		.addCheckConstraint('gathering_terms_capacity', sql`capacity is null or capacity > 0`)
		.execute();
	for (const column of ['waitingAt', 'offeredAt', 'offerUntil', 'needs'] as const) {
		await db.schema.alterTable('invitation').addColumn(column, 'text').execute();
	}
	await db.schema
		.alterTable('invitation')
		.addColumn('inPlaceOfId', 'text', (column) => column.references('invitation.id'))
		.execute();
	await db.schema.createIndex('invitation_offer').on('invitation').column('offerUntil').execute();
	// A reminder or an offer brings a link of its own; the one in the invitation goes on working.
	await db.schema
		.createTable('invitationLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('invitationId', 'text', (column) => column.notNull().references('invitation.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('invitation_link_invitation').on('invitationLink').column('invitationId').execute();
}
