import { type Kysely, sql } from 'kysely';

/** Said: the points of the forum as a whole, and the summary that is drafted together, published and read by personal link. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await points(db);
	await summaries(db);
	await pictures(db);
}

/** Points, and what somebody decided about a text that looks as if it points at one person. */
async function points(db: Kysely<unknown>): Promise<void> {
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
		.addColumn('doneAt', 'text')
		.addColumn('doneBy', 'text', (column) => column.references('person.id'))
		.addColumn('doneWord', 'text')
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('mergedIntoId', 'text', (column) => column.references('forumPoint.id'))
		.execute();
	await db.schema.createIndex('forum_point_gathering').on('forumPoint').columns(['gatheringId', 'position']).execute();
	await db.schema.createIndex('forum_point_open').on('forumPoint').columns(['municipalityId', 'doneAt']).execute();
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

/** Versions, and who may read them. */
async function summaries(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('summary')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('version', 'integer', (column) => column.notNull())
		.addColumn('boardId', 'text', (column) => column.references('board.id'))
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
	await db.schema.createIndex('summary_board').on('summary').columns(['boardId']).unique().execute();
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

/** The bytes of a picture are kept once, however many versions show it. */
async function pictures(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('picture')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('bytes', 'bytea', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('width', 'integer', (column) => column.notNull())
		.addColumn('height', 'integer', (column) => column.notNull())
		.addColumn('addedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('addedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('summaryPicture')
		.addColumn('summaryId', 'text', (column) => column.notNull().references('summary.id'))
		.addColumn('pictureId', 'text', (column) => column.notNull().references('picture.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('alt', 'text', (column) => column.notNull())
		.addColumn('caption', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('summary_picture_pk', ['summaryId', 'pictureId'])
		.execute();
	await db.schema.createIndex('summary_picture_picture').on('summaryPicture').column('pictureId').execute();
}
