import { type Kysely, sql } from 'kysely';

/**
 * A round has covering words and a case number of its own, two bodies may share an address, and a remark may ask for another deadline,
 * unit or cost too. SQLite can't drop a unique constraint, so what is said of bodies moves to tables of the same shape without it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('hearing')
		.addColumn('words', 'text', (column) => column.notNull().defaultTo(''))
		.execute();
	await db.schema.alterTable('hearing').addColumn('caseNumber', 'text').execute();
	await db.schema
		.alterTable('hearing')
		.addColumn('letters', 'integer', (column) => column.notNull().defaultTo(1))
		.execute();
	await bodies(db);
	await remarks(db);
	await sql`insert into hearing_link_now select token_hash, municipality_id, body_id from hearing_link`.execute(db);
	await db.schema.dropTable('hearingLink').execute();
	await db.schema.dropTable('remark').execute();
	await db.schema.dropTable('hearingBody').execute();
	for (const table of ['hearingBody', 'hearingLink', 'remark']) await db.schema.alterTable(`${table}Now`).renameTo(table).execute();
	await db.schema.createIndex('remark_body').on('remark').columns(['bodyId']).execute();
	await db.schema.createIndex('remark_element').on('remark').columns(['elementId']).execute();
}

async function bodies(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('hearingBodyNow')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('hearingId', 'text', (column) => column.notNull().references('hearing.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('unit', 'council', 'external')`))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('answeredAt', 'text')
		.addColumn('noRemarksAt', 'text')
		.addUniqueConstraint('hearing_body_named_once', ['hearingId', 'name', 'email'])
		.execute();
	const kept = 'id, municipality_id, hearing_id, kind, name, email, answered_at, no_remarks_at';
	await sql`insert into hearing_body_now (${sql.raw(kept)}) select ${sql.raw(kept)} from hearing_body`.execute(db);
	await db.schema
		.createTable('hearingLinkNow')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('bodyId', 'text', (column) => column.notNull().references('hearingBodyNow.id'))
		.execute();
}

async function remarks(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('remarkNow')
		.addColumn('inputId', 'text', (column) => column.primaryKey().notNull().references('planInput.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('bodyId', 'text', (column) => column.references('hearingBodyNow.id'))
		.addColumn('elementId', 'text', (column) => column.references('planElement.id'))
		.addColumn('number', 'text')
		.addColumn('edition', 'integer')
		.addColumn('aboutNn', 'text')
		.addColumn('aboutNb', 'text')
		.addColumn('aboutUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('aboutDeadline', 'text')
		.addColumn('aboutCostKr', 'integer')
		.addColumn('suggestedNn', 'text')
		.addColumn('suggestedNb', 'text')
		.addColumn('suggestedUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('suggestedDeadline', 'text')
		.addColumn('suggestedCostKr', 'integer')
		.addCheckConstraint('remark_now_about_whole', sql`(element_id is null) = (edition is null)`)
		.execute();
	const kept = 'input_id, municipality_id, body_id, element_id, number, edition, about_nn, about_nb, suggested_nn, suggested_nb';
	await sql`insert into remark_now (${sql.raw(kept)}) select ${sql.raw(kept)} from remark`.execute(db);
}
