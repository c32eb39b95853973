import { type Kysely, sql } from 'kysely';

/**
 * Programmes: what was open since last time, a course beside the others, standard titles that follow the reader's language, every
 * revision with who made it, ideas kept for next time, and how long planning took.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	// SQLite cannot change a check: the table is laid anew and takes over the rows.
	await db.schema
		.createTable('programmeItemAnew')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) =>
			column
				.notNull()
				.check(sql`kind in ('opening', 'sinceLast', 'talk', 'workshop', 'cafe', 'course', 'lunch', 'break', 'plenary', 'closing')`)
		)
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('standard', 'text')
		.addColumn('track', 'text', (column) => column.check(sql`track in ('course')`))
		.addColumn('startTime', 'text', (column) => column.notNull())
		.addColumn('minutes', 'integer', (column) => column.notNull().check(sql`minutes > 0`))
		.addColumn('speaker', 'text', (column) => column.notNull())
		.addColumn('speakerUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('topicId', 'text', (column) => column.references('topic.id'))
		.execute();
	await sql`insert into programme_item_anew
		(id, municipality_id, gathering_id, position, kind, title, start_time, minutes, speaker, speaker_unit_id, topic_id)
		select id, municipality_id, gathering_id, position, kind, title, start_time, minutes, speaker, speaker_unit_id, topic_id
		from programme_item`.execute(db);
	await db.schema.dropTable('programmeItem').execute();
	await db.schema.alterTable('programmeItemAnew').renameTo('programmeItem').execute();
	await db.schema.createIndex('programme_item_gathering').on('programmeItem').columns(['gatheringId', 'position']).execute();
	await db.schema.createIndex('programme_item_topic').on('programmeItem').columns(['municipalityId', 'topicId']).execute();

	await db.schema
		.createTable('programmeRevision')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('revision', 'integer', (column) => column.notNull())
		.addColumn('content', 'text', (column) => column.notNull())
		.addColumn('changedBy', 'text', (column) => column.references('person.id'))
		.addColumn('changedAt', 'text', (column) => column.notNull())
		.addColumn('publishedAt', 'text')
		.addUniqueConstraint('programme_revision_once', ['gatheringId', 'revision'])
		.execute();

	await db.schema
		.createTable('seriesIdea')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('gatheringId', 'text', (column) => column.references('gathering.id'))
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('keptBy', 'text', (column) => column.references('person.id'))
		.addColumn('keptAt', 'text', (column) => column.notNull())
		.addColumn('usedInId', 'text', (column) => column.references('gathering.id'))
		.addColumn('droppedAt', 'text')
		.execute();
	await db.schema.createIndex('series_idea_series').on('seriesIdea').columns(['municipalityId', 'seriesId']).execute();

	for (const column of ['unitsFromId', 'planningAt', 'cost'] as const)
		await db.schema.alterTable('gathering').addColumn(column, 'text').execute();
	for (const column of ['planningSeconds', 'costKroner'] as const)
		await db.schema.alterTable('gathering').addColumn(column, 'integer').execute();
}
