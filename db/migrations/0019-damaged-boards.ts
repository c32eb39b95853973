import type { Kysely } from 'kysely';

/** What could not be read of a table's board when it was frozen: the café is closed all the same (L26). */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafeTable').addColumn('damage', 'text').execute();
}
