import type { Kysely } from 'kysely';

/** Decided: what a measure costs, what it rests on, what shall be different for whom, and how that is seen, or why it can't be. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const add = (column: string) => db.schema.alterTable('elementText').addColumn(column, 'text').execute();
	for (const column of ['aimNn', 'aimNb', 'legalBasis', 'notMeasurableNn', 'notMeasurableNb']) await add(column);
	await db.schema.alterTable('elementText').addColumn('costKr', 'integer').execute();
	await db.schema
		.alterTable('elementText')
		.addColumn('indicatorId', 'text', (column) => column.references('indicator.id'))
		.execute();
}
