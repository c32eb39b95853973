import type { Kysely } from 'kysely';

/** Said: a point that somebody starts with is an action, open until it is done. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('forumPoint').addColumn('doneAt', 'text').execute();
	await db.schema
		.alterTable('forumPoint')
		.addColumn('doneBy', 'text', (column) => column.references('person.id'))
		.execute();
	await db.schema.alterTable('forumPoint').addColumn('doneWord', 'text').execute();
	await db.schema.createIndex('forum_point_open').on('forumPoint').columns(['municipalityId', 'doneAt']).execute();
}
