import type { Kysely } from 'kysely';

/** Said: a summary's draft is written together in a room of its own; a correction says what it corrects. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('summary')
		.addColumn('boardId', 'text', (column) => column.references('board.id'))
		.execute();
	await db.schema.createIndex('summary_board').on('summary').columns(['boardId']).unique().execute();
}
