import type { Kysely } from 'kysely';

/** The questions that a café was planned with stay when it has fewer tables; and it is known when its cards were printed. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafe').addColumn('questions', 'text').execute();
	await db.schema.alterTable('cafe').addColumn('cardsAt', 'text').execute();
}
