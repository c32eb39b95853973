import type { Kysely } from 'kysely';

/** What stands beside a table's question: an indicator, and an earlier table that had the same one; its finding is there since 0006. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('cafeTable')
		.addColumn('indicatorId', 'text', (column) => column.references('indicator.id').onDelete('set null'))
		.execute();
	await db.schema
		.alterTable('cafeTable')
		.addColumn('earlierTableId', 'text', (column) => column.references('cafeTable.id').onDelete('set null'))
		.execute();
}
