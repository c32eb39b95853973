import { type Kysely, sql } from 'kysely';

/** Decided: the action plan in versions, what was asked of it, what was decided, and how it goes. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await versions(db);
	await inputs(db);
	await hearing(db);
	await followUp(db);
}

/** Goals and measures, what they rest on, and the numbers that show how it goes. */
async function versions(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('plan')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('planVersion')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('planId', 'text', (column) => column.notNull().references('plan.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('nameNn', 'text')
		.addColumn('nameNb', 'text')
		.addColumn('periodFrom', 'integer')
		.addColumn('periodTo', 'integer')
		.addColumn('legalStatus', 'text')
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
		.createTable('indicator')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('elementId', 'text', (column) => column.references('planElement.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('level', 'text', (column) => column.notNull().check(sql`level in ('individual', 'system', 'activity')`))
		.addColumn('unit', 'text', (column) => column.notNull())
		.addColumn('source', 'text', (column) => column.notNull())
		.addColumn('qualityNote', 'text')
		.addColumn('baselineId', 'text')
		.execute();
	await db.schema
		.createTable('reading')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('indicatorId', 'text', (column) => column.notNull().references('indicator.id'))
		.addColumn('at', 'text')
		.addColumn('value', 'real', (column) => column.notNull())
		.addColumn('shown', 'text', (column) => column.notNull())
		.addColumn('publishedIn', 'text')
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
		.addColumn('aimNn', 'text')
		.addColumn('aimNb', 'text')
		.addColumn('legalBasis', 'text')
		.addColumn('costKr', 'integer')
		.addColumn('indicatorId', 'text', (column) => column.references('indicator.id'))
		.addColumn('notMeasurableNn', 'text')
		.addColumn('notMeasurableNb', 'text')
		.addColumn('edition', 'integer', (column) => column.notNull())
		.addColumn('removedAt', 'text')
		.addPrimaryKeyConstraint('element_text_pk', ['versionId', 'elementId'])
		.addUniqueConstraint('element_text_number', ['versionId', 'number'])
		.addCheckConstraint('element_text_has_words', sql`nn <> '' or nb <> ''`)
		.execute();
	await db.schema.createIndex('element_text_element').on('elementText').columns(['elementId']).execute();
}

/** Pre-analyses, and the queue of what is asked of the plan. */
async function inputs(db: Kysely<unknown>): Promise<void> {
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
		.addColumn('sameAsId', 'text', (column) => column.references('planInput.id'))
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
	await db.schema.createIndex('plan_input_same').on('planInput').columns(['sameAsId']).execute();
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
}

/** Hearing rounds on the draft with bodies that answer by link, and remarks that keep the text they were about. */
async function hearing(db: Kysely<unknown>): Promise<void> {
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
}

/** How it goes, asked of the responsible units every half-year by personal link. */
async function followUp(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('followUp')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('half', 'text', (column) => column.notNull())
		.addColumn('due', 'text', (column) => column.notNull())
		.addColumn('reminders', 'integer', (column) => column.notNull())
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.addColumn('askedBy', 'text', (column) => column.references('person.id'))
		.addUniqueConstraint('follow_up_once_a_half', ['municipalityId', 'half'])
		.execute();
	await db.schema
		.createTable('followUpMeasure')
		.addColumn('followUpId', 'text', (column) => column.notNull().references('followUp.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addPrimaryKeyConstraint('follow_up_measure_pk', ['followUpId', 'elementId', 'personId'])
		.execute();
	await db.schema
		.createTable('followUpLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('followUpId', 'text', (column) => column.notNull().references('followUp.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.execute();
	await db.schema
		.createTable('statusReport')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('elementId', 'text', (column) => column.notNull().references('planElement.id'))
		.addColumn('status', 'text', (column) => column.notNull().check(sql`status in ('notStarted', 'ongoing', 'done', 'stopped')`))
		.addColumn('date', 'text', (column) => column.notNull())
		.addColumn('note', 'text')
		.addColumn('source', 'text', (column) =>
			column
				.notNull()
				.defaultTo('page')
				.check(sql`source in ('page', 'link', 'ledger')`)
		)
		.addColumn('followUpId', 'text', (column) => column.references('followUp.id'))
		.addColumn('held', 'integer')
		.addColumn('reportedBy', 'text', (column) => column.references('person.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('status_report_element').on('statusReport').columns(['elementId', 'date']).execute();
}
