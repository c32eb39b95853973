import { type Kysely, sql } from 'kysely';

/** Decided: hearing rounds on the draft with bodies that answer by link, remarks that keep the text they were about, suggested wording, and duplicates decided together. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('hearing')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('versionId', 'text', (column) => column.notNull().references('planVersion.id'))
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('deadline', 'text', (column) => column.notNull())
		.addColumn('content', 'text', (column) => column.notNull())
		.addColumn('contentHash', 'text', (column) => column.notNull())
		.addColumn('reminders', 'integer', (column) => column.notNull())
		.addColumn('openedAt', 'text', (column) => column.notNull())
		.addColumn('openedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('closedAt', 'text')
		.addUniqueConstraint('hearing_round', ['versionId', 'round'])
		.execute();
	await db.schema
		.createIndex('hearing_one_open')
		.on('hearing')
		.columns(['versionId'])
		.unique()
		.where(sql.ref('closedAt'), 'is', null)
		.execute();
	await db.schema
		.createTable('hearingBody')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('hearingId', 'text', (column) => column.notNull().references('hearing.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('unit', 'council', 'external')`))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('answeredAt', 'text')
		.addColumn('noRemarksAt', 'text')
		.addUniqueConstraint('hearing_body_once', ['hearingId', 'email'])
		.execute();
	await db.schema
		.createTable('hearingLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('bodyId', 'text', (column) => column.notNull().references('hearingBody.id'))
		.execute();
	await db.schema
		.createTable('remark')
		.addColumn('inputId', 'text', (column) => column.primaryKey().notNull().references('planInput.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('bodyId', 'text', (column) => column.references('hearingBody.id'))
		.addColumn('elementId', 'text', (column) => column.references('planElement.id'))
		.addColumn('number', 'text')
		.addColumn('edition', 'integer')
		.addColumn('aboutNn', 'text')
		.addColumn('aboutNb', 'text')
		.addColumn('suggestedNn', 'text')
		.addColumn('suggestedNb', 'text')
		.addCheckConstraint('remark_about_whole', sql`(element_id is null) = (edition is null)`)
		.execute();
	await db.schema.createIndex('remark_body').on('remark').columns(['bodyId']).execute();
	await db.schema.createIndex('remark_element').on('remark').columns(['elementId']).execute();
	await db.schema
		.alterTable('planInput')
		.addColumn('sameAsId', 'text', (column) => column.references('planInput.id'))
		.execute();
	await db.schema.createIndex('plan_input_same').on('planInput').columns(['sameAsId']).execute();
}
