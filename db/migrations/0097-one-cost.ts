import { sql, type Kysely } from 'kysely';

/**
 * Decided: what a gathering costs is said in one place, the gathering. Where both were filled in, the reports' figure stays: it was
 * entered after the day, and it is what the politicians have been told.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const cost = sql.table('gatheringCost');
	const own = sql`${sql.ref('gatheringCost.gatheringId')} = ${sql.ref('gathering.id')}`;
	await sql`
		update ${sql.table('gathering')} set
			${sql.ref('costKroner')} = (select ${sql.ref('kr')} from ${cost} where ${own}),
			${sql.ref('cost')} = (select ${sql.ref('note')} from ${cost} where ${own})
		where ${sql.ref('id')} in (select ${sql.ref('gatheringId')} from ${cost})`.execute(db);
	await db.schema.dropTable('gatheringCost').execute();
}
