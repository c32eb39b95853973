import { type Kysely, sql } from 'kysely';

/** Decided: the action plan in versions, what was asked of it, what was decided, and how it goes. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('plan')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('periodFrom', 'integer', (column) => column.notNull())
		.addColumn('periodTo', 'integer', (column) => column.notNull())
		.addColumn('legalStatus', 'text', (column) => column.check(sql`legal_status in ('kommunedelplan', 'temaplan')`))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('planVersion')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('planId', 'text', (column) => column.notNull().references('plan.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('adoptedAt', 'text')
		.addColumn('adoptedDate', 'text')
		.addColumn('adoptedBy', 'text')
		.addColumn('caseNumber', 'text')
		.addColumn('contentHash', 'text')
		.addCheckConstraint('plan_version_frozen_whole', sql`(adopted_at is null) = (content_hash is null)`)
		.addUniqueConstraint('plan_version_number', ['planId', 'number'])
		.execute();
	await db.schema
		.createIndex('plan_one_open_revision')
		.on('planVersion')
		.columns(['planId'])
		.unique()
		.where(sql.ref('adoptedAt'), 'is', null)
		.execute();
	await db.schema
		.createTable('planElement')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('planId', 'text', (column) => column.notNull().references('plan.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('goal', 'subGoal', 'measure')`))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('elementText')
		.addColumn('versionId', 'text', (column) => column.notNull().references('planVersion.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('parentId', 'text')
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('number', 'text', (column) => column.notNull())
		.addColumn('nn', 'text', (column) => column.notNull())
		.addColumn('nb', 'text', (column) => column.notNull())
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('roleNn', 'text')
		.addColumn('roleNb', 'text')
		.addColumn('deadline', 'text')
		.addColumn('seriesId', 'text', (column) => column.references('series.id'))
		.addColumn('edition', 'integer', (column) => column.notNull())
		.addColumn('removedAt', 'text')
		.addPrimaryKeyConstraint('element_text_pk', ['versionId', 'elementId'])
		.addUniqueConstraint('element_text_number', ['versionId', 'number'])
		.addCheckConstraint('element_text_has_words', sql`nn <> '' or nb <> ''`)
		.execute();
	await db.schema.createIndex('element_text_element').on('elementText').columns(['elementId']).execute();
	await db.schema
		.createTable('statusReport')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('status', 'text', (column) => column.notNull().check(sql`status in ('notStarted', 'ongoing', 'done', 'stopped')`))
		.addColumn('date', 'text', (column) => column.notNull())
		.addColumn('reportedBy', 'text', (column) => column.references('person.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('status_report_element').on('statusReport').columns(['elementId', 'date']).execute();
	await db.schema
		.createTable('preAnalysis')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('year', 'integer', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('finding')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('preAnalysisId', 'text', (column) => column.notNull().references('preAnalysis.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('planInput')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('planId', 'text', (column) => column.notNull().references('plan.id'))
		.addColumn('versionId', 'text', (column) => column.notNull().references('planVersion.id'))
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('origin', 'text', (column) => column.notNull().check(sql`origin in ('harvest', 'preAnalysis', 'hearing', 'mail', 'paper')`))
		.addColumn('originId', 'text')
		.addColumn('originLabel', 'text', (column) => column.notNull())
		.addColumn('elementId', 'text', (column) => column.references('planElement.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('withdrawnAt', 'text')
		.execute();
	await db.schema.createIndex('plan_input_version').on('planInput').columns(['versionId', 'createdAt']).execute();
	await db.schema.createIndex('plan_input_origin').on('planInput').columns(['municipalityId', 'originId']).execute();
	await db.schema
		.createIndex('plan_input_origin_once')
		.on('planInput')
		.columns(['versionId', 'origin', 'originId'])
		.unique()
		.where('originId', 'is not', null)
		.execute();
	await db.schema
		.createTable('decision')
		.addColumn('inputId', 'text', (column) => column.primaryKey().notNull().references('planInput.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('in', 'partly', 'later', 'no')`))
		.addColumn('reason', 'text', (column) => column.notNull())
		.addColumn('internalRemark', 'text')
		.addColumn('decidedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('decidedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('indicator')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('elementId', 'text', (column) => column.references('planElement.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('level', 'text', (column) => column.notNull().check(sql`level in ('individual', 'system', 'activity')`))
		.addColumn('unit', 'text', (column) => column.notNull())
		.addColumn('source', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('reading')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('indicatorId', 'text', (column) => column.notNull().references('indicator.id'))
		.addColumn('at', 'text')
		.addColumn('value', 'real', (column) => column.notNull())
		.addColumn('shown', 'text', (column) => column.notNull())
		.execute();
}
