import { type Kysely, sql } from 'kysely';

/** Together, in phases: writing alone before the table sees it, a clock that can stand still, signals, and a word from host to host. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const shows = (column: string) => sql`${sql.ref(column)} in ('name', 'unit', 'none')`;
	for (const [column, most] of [
		['silentShows', 'silent_shows'],
		['talkShows', 'talk_shows']
	] as const) {
		await db.schema
			.alterTable('cafe')
			.addColumn(column, 'text', (made) => made.notNull().defaultTo('name').check(shows(most)))
			.execute();
	}
	await db.schema
		.alterTable('cafe')
		.addColumn('silentMinutes', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
	for (const column of ['silentAt', 'revealingAt', 'pausedAt', 'messageAt'])
		await db.schema.alterTable('cafe').addColumn(column, 'text').execute();
	for (const column of ['message', 'messageAt', 'handAt', 'readyAt'])
		await db.schema.alterTable('cafeTable').addColumn(column, 'text').execute();
	await db.schema
		.createTable('sheet')
		.addColumn('boardId', 'text', (column) => column.primaryKey().notNull().references('board.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('principalId', 'text', (column) => column.notNull())
		.addColumn('readyAt', 'text')
		.addColumn('revealedAt', 'text')
		.addUniqueConstraint('sheet_one_a_seat', ['cafeTableId', 'round', 'principalId'])
		.execute();
	await db.schema
		.createTable('handover')
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('writtenAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('handover_pk', ['cafeTableId', 'round'])
		.execute();
}
