import { type Kysely, sql } from 'kysely';

/**
 * A plan is text too: chapters, paragraphs and appendices are elements beside goals. A chapter and a goal may both be number 1, so
 * numbers are no longer unique in a version; commands see to it that they are among goals and measures, and among chapters.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await kinds(db);
	await numbers(db);
}

/** A check can't be changed where it stands; a column can take its place. */
async function kinds(db: Kysely<unknown>): Promise<void> {
	const known = sql`kind_now in ('goal', 'subGoal', 'measure', 'chapter', 'paragraph', 'appendix')`;
	await db.schema
		.alterTable('planElement')
		.addColumn('kindNow', 'text', (column) => column.notNull().defaultTo('measure').check(known))
		.execute();
	await sql`update plan_element set kind_now = kind`.execute(db);
	await db.schema.alterTable('planElement').dropColumn('kind').execute();
	await db.schema.alterTable('planElement').renameColumn('kindNow', 'kind').execute();
}

const columns = `version_id, element_id, municipality_id, parent_id, position, number, nn, nb, unit_id, role_nn, role_nb, deadline, series_id,
	aim_nn, aim_nb, legal_basis, cost_kr, indicator_id, not_measurable_nn, not_measurable_nb, edition, removed_at`;

async function numbers(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('elementTextNow')
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
		.addPrimaryKeyConstraint('element_text_now_pk', ['versionId', 'elementId'])
		.addCheckConstraint('element_text_now_has_words', sql`nn <> '' or nb <> ''`)
		.execute();
	await sql`insert into element_text_now (${sql.raw(columns)}) select ${sql.raw(columns)} from element_text`.execute(db);
	await db.schema.dropTable('elementText').execute();
	await db.schema.alterTable('elementTextNow').renameTo('elementText').execute();
	await db.schema.createIndex('element_text_element').on('elementText').columns(['elementId']).execute();
}
