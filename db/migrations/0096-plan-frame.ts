import { sql, type Kysely } from 'kysely';

/** Decided: each version keeps the name, period and legal status it was made or adopted with; until now the plan had one of each. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const columns = [
		['nameNn', 'text'],
		['nameNb', 'text'],
		['periodFrom', 'integer'],
		['periodTo', 'integer'],
		['legalStatus', 'text']
	] as const;
	for (const [column, type] of columns) {
		await db.schema.alterTable('planVersion').addColumn(column, type).execute();
		const own = sql.ref(column);
		await sql`update ${sql.table('planVersion')} set ${own} = (select ${own} from ${sql.table('plan')} where ${sql.ref('plan.id')} = ${sql.ref('planVersion.planId')})`.execute(
			db
		);
	}
	for (const [column] of columns) await db.schema.alterTable('plan').dropColumn(column).execute();
}
