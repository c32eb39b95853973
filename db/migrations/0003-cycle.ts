import { type Kysely, sql } from 'kysely';

/** When: forum series with dated stewardship and obligations, the fixed points of the year, school breaks, and date polls. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await series(db);
	await year(db);
	await polls(db);
}

/** Forum series, who has them and when, and what they must do. */
async function series(db: Kysely<unknown>): Promise<void> {
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
		.addColumn('lessons', 'text')
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
}

/** The fixed points of the year. */
async function year(db: Kysely<unknown>): Promise<void> {
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

/**
 * Which days suit the people a forum cannot do without. Each has links of their own; a reminder brings a new one, and the old still
 * works.
 */
async function polls(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('datePoll')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('deadline', 'text', (column) => column.notNull())
		.addColumn('note', 'text', (column) => column.notNull())
		.addColumn('reminders', 'integer', (column) => column.notNull())
		.addColumn('createdBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('closedAt', 'text')
		.addColumn('chosenDate', 'text')
		.addCheckConstraint('date_poll_chosen_closed', sql`chosen_date is null or closed_at is not null`)
		.execute();
	await db.schema
		.createIndex('date_poll_one_open')
		.on('datePoll')
		.columns(['seriesId'])
		.unique()
		.where(sql.ref('closedAt'), 'is', null)
		.execute();
	await db.schema.createIndex('date_poll_municipality').on('datePoll').columns(['municipalityId', 'createdAt']).execute();
	await db.schema
		.createTable('datePollDate')
		.addColumn('pollId', 'text', (column) => column.notNull().references('datePoll.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('date', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('date_poll_date_pk', ['pollId', 'date'])
		.execute();
	await db.schema
		.createTable('datePollMember')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('pollId', 'text', (column) => column.notNull().references('datePoll.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('answeredAt', 'text')
		.addUniqueConstraint('date_poll_member_once', ['pollId', 'personId'])
		.execute();
	await db.schema
		.createTable('datePollLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('memberId', 'text', (column) => column.notNull().references('datePollMember.id'))
		.execute();
	await db.schema
		.createTable('datePollAnswer')
		.addColumn('memberId', 'text', (column) => column.notNull().references('datePollMember.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('date', 'text', (column) => column.notNull())
		.addColumn('answer', 'text', (column) => column.notNull().check(sql`answer in ('can', 'ifNeeded', 'cannot')`))
		.addPrimaryKeyConstraint('date_poll_answer_pk', ['memberId', 'date'])
		.execute();
}
