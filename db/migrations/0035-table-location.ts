import type { Kysely } from 'kysely';

/** Where in the hall a table stands, in the words of those who set it up. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafeTable').addColumn('location', 'text').execute();
}
