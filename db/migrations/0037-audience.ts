import { type Kysely, sql } from 'kysely';

/**
 * What speakers and those invited were last told of day, time and place, so that a letter can say what is new; until when a speaker's
 * answer is waited for; who has said yes to letters about their own duty.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const request = db.schema.alterTable('speakerRequest');
	await request.addColumn('sequence', 'integer', (column) => column.notNull().defaultTo(0)).execute();
	for (const name of ['toldDate', 'toldTime', 'toldRoom', 'answerBy', 'lapsedAt', 'offeredAt'])
		await db.schema.alterTable('speakerRequest').addColumn(name, 'text').execute();
	await sql`update speaker_request set
		told_date = (select date from gathering where gathering.id = speaker_request.gathering_id),
		told_room = (select room from gathering where gathering.id = speaker_request.gathering_id),
		told_time = (select start_time from programme_item where programme_item.id = speaker_request.item_id)`.execute(db);
	for (const name of ['sentDate', 'sentTime', 'sentRoom']) await db.schema.alterTable('gathering').addColumn(name, 'text').execute();
	await sql`update gathering set sent_date = date, sent_time = start_time, sent_room = room where sent_sequence is not null`.execute(db);
	await db.schema
		.createTable('mailYes')
		.addColumn('personId', 'text', (column) => column.primaryKey().notNull().references('person.id').onDelete('cascade'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('saidAt', 'text', (column) => column.notNull())
		.execute();
}
