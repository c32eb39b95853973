import { type Kysely, sql } from 'kysely';

/** Said: the points of the forum as a whole, and the summary that is drafted, published and read by personal link. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('forumPoint')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('firstAt', 'text')
		.addColumn('starterUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('starterRole', 'text', (column) => column.notNull())
		.addColumn('startBy', 'text')
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('mergedIntoId', 'text', (column) => column.references('forumPoint.id'))
		.execute();
	await db.schema.createIndex('forum_point_gathering').on('forumPoint').columns(['gatheringId', 'position']).execute();
	await db.schema
		.createTable('summary')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('version', 'integer', (column) => column.notNull())
		.addColumn('locale', 'text', (column) => column.notNull().check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('intro', 'text', (column) => column.notNull())
		.addColumn('closing', 'text', (column) => column.notNull())
		.addColumn('content', 'text')
		.addColumn('contentHash', 'text')
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('updatedAt', 'text', (column) => column.notNull())
		.addColumn('publishedAt', 'text')
		.addColumn('publishedBy', 'text', (column) => column.references('person.id'))
		.addUniqueConstraint('summary_version', ['gatheringId', 'version'])
		.execute();
	await db.schema
		.createIndex('summary_one_draft')
		.on('summary')
		.columns(['gatheringId'])
		.unique()
		.where(sql.ref('publishedAt'), 'is', null)
		.execute();
	await db.schema
		.createTable('summaryReader')
		.addColumn('summaryId', 'text', (column) => column.notNull().references('summary.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('audience', 'text', (column) => column.notNull().check(sql`audience in ('attended', 'informed')`))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('summary_reader_pk', ['summaryId', 'personId'])
		.execute();
}
