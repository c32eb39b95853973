import { type Kysely, sql } from 'kysely';

/** What somebody decided about a text that looks as if it points at one person, before the summary is published. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('disclosure')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('kind', 'text', (column) =>
			column.notNull().check(sql`kind in ('note', 'cluster', 'harvestPoint', 'forumPoint', 'summary')`)
		)
		.addColumn('subjectId', 'text', (column) => column.notNull())
		.addColumn('textHash', 'text', (column) => column.notNull())
		.addColumn('verdict', 'text', (column) => column.notNull().check(sql`verdict in ('masked', 'harmless')`))
		.addColumn('decidedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('decidedAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('disclosure_pk', ['kind', 'subjectId', 'textHash'])
		.execute();
}
