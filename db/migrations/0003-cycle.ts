import { type Kysely, sql } from 'kysely';

/** When: forum series with dated stewardship and obligations, the fixed points of the year, school breaks. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('series')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('minPerYear', 'integer', (column) => column.notNull())
		.addColumn('maxPerYear', 'integer', (column) => column.notNull())
		.addColumn('preferredWeeks', 'text', (column) => column.notNull())
		.addColumn('preferredWeekday', 'integer', (column) => column.notNull())
		.addColumn('startTime', 'text', (column) => column.notNull())
		.addColumn('endTime', 'text', (column) => column.notNull())
		.addColumn('inviteWeeks', 'integer', (column) => column.notNull())
		.addColumn('legalBasis', 'text')
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addCheckConstraint('series_cadence', sql`min_per_year >= 1 and max_per_year >= min_per_year`)
		.execute();
	await db.schema
		.createTable('stewardship')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('roleNn', 'text', (column) => column.notNull())
		.addColumn('roleNb', 'text', (column) => column.notNull())
		.addColumn('validFrom', 'text', (column) => column.notNull())
		.addColumn('validTo', 'text')
		.addColumn('note', 'text')
		.execute();
	await db.schema.createIndex('stewardship_series').on('stewardship').columns(['seriesId', 'validFrom']).unique().execute();
	await db.schema
		.createTable('obligation')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('elementId', 'text')
		.addColumn('labelNn', 'text', (column) => column.notNull())
		.addColumn('labelNb', 'text', (column) => column.notNull())
		.addColumn('minPerYear', 'integer', (column) => column.notNull())
		.addColumn('maxPerYear', 'integer', (column) => column.notNull())
		.addColumn('validFrom', 'text', (column) => column.notNull())
		.addColumn('validTo', 'text')
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('cycleEntry')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kind', 'text', (column) =>
			column.notNull().check(sql`kind in ('body', 'report', 'hearing', 'budget', 'deadline', 'other')`)
		)
		.addColumn('titleNn', 'text', (column) => column.notNull())
		.addColumn('titleNb', 'text', (column) => column.notNull())
		.addColumn('date', 'text')
		.addColumn('month', 'text', (column) => column.notNull())
		.addColumn('recurs', 'text', (column) => column.notNull().check(sql`recurs in ('once', 'monthly', 'halfYearly', 'yearly')`))
		.addColumn('ownerUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('ownerRoleNn', 'text')
		.addColumn('ownerRoleNb', 'text')
		.addColumn('leadWeeks', 'integer', (column) => column.notNull())
		.addColumn('colour', 'integer', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('cancelledAt', 'text')
		.execute();
	await db.schema.createIndex('cycle_entry_municipality').on('cycleEntry').columns(['municipalityId', 'month']).execute();
	await db.schema
		.createTable('schoolBreak')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('fromDate', 'text', (column) => column.notNull())
		.addColumn('toDate', 'text', (column) => column.notNull())
		.execute();
}
