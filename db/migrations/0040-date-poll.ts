import { type Kysely, sql } from 'kysely';

/** Asked: which days suit the people a forum can't do without. Each has links of their own; a reminder brings a new one, and the old still works. */
export async function up(db: Kysely<unknown>): Promise<void> {
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
