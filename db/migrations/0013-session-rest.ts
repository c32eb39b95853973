import type { Kysely } from 'kysely';

/** How long a session may rest before it ends: hours on a machine that others use, a month on one's own. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('session')
		.addColumn('restHours', 'integer', (column) => column.notNull().defaultTo(12))
		.execute();
}
