import type { Kysely } from 'kysely';

/** Decided: what a number is worth, what it began from, where it is public already, and what gatherings cost. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('indicator').addColumn('qualityNote', 'text').execute();
	await db.schema.alterTable('indicator').addColumn('baselineId', 'text').execute();
	await db.schema.alterTable('reading').addColumn('publishedIn', 'text').execute();
	await db.schema
		.createTable('gatheringCost')
		.addColumn('gatheringId', 'text', (column) => column.primaryKey().notNull().references('gathering.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kr', 'integer', (column) => column.notNull())
		.addColumn('note', 'text', (column) => column.notNull())
		.execute();
}
