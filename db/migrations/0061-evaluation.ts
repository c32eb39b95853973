import { type Kysely, sql } from 'kysely';

/**
 * Three questions after a forum. A ticket lets one person answer once and is gone when they have; an answer knows its gathering and
 * nothing of its ticket, person or time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('evaluationTicket')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.execute();
	await db.schema.createIndex('evaluation_ticket_gathering').on('evaluationTicket').column('gatheringId').execute();
	const answer = db.schema
		.createTable('evaluationAnswer')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('tasks', 'integer', (column) => column.notNull().check(sql`tasks between 1 and 5`))
		.addColumn('contact', 'integer', (column) => column.notNull().check(sql`contact between 1 and 5`))
		.addColumn('turn', 'integer', (column) => column.notNull().check(sql`turn between 1 and 5`));
	await answer.execute();
	await db.schema.createIndex('evaluation_answer_gathering').on('evaluationAnswer').columns(['municipalityId', 'gatheringId']).execute();
}
