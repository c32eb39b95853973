import { type Kysely, sql } from 'kysely';

/** Where plenary stands, so that every projector and every reload shows the same; and since when each point is told to the room. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('forumPoint').addColumn('arrivedAt', 'text').execute();
	await db.schema
		.createTable('plenary')
		.addColumn('gatheringId', 'text', (column) => column.primaryKey().notNull().references('gathering.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('part', 'text', (column) => column.notNull().check(sql`part in ('tables', 'first', 'actions', 'over')`))
		.addColumn('cafeTableId', 'text', (column) => column.references('cafeTable.id'))
		.addColumn('pointId', 'text')
		.addColumn('turn', 'integer', (column) => column.notNull())
		.addColumn('startedAt', 'text', (column) => column.notNull())
		.execute();
}
