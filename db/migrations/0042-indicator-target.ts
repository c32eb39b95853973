import type { Kysely } from 'kysely';

/** What an indicator is to reach, and by the end of which year; both or neither. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('indicator').addColumn('targetValue', 'double precision').execute();
	await db.schema.alterTable('indicator').addColumn('targetYear', 'integer').execute();
}
