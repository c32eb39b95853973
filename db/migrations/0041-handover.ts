import type { Kysely } from 'kysely';

/** Handed over: what the one who hands over would have wished to know, kept with the stewardship that begins. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('stewardship').addColumn('lessons', 'text').execute();
}
