import { SqliteAdapter, sql, type Kysely } from 'kysely';

/** Whose each note on a board is, and what its writer had written before others changed it. Notes there already are nobody's. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const table = db.schema
		.createTable('boardEntry')
		.addColumn('boardId', 'text', (column) => column.notNull().references('board.id'))
		.addColumn('root', 'text', (column) => column.notNull())
		.addColumn('entryId', 'text', (column) => column.notNull())
		.addColumn('owner', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('board_entry_pk', ['boardId', 'root', 'entryId']);
	// SQLite numbers the rows of a table in the order they came, unless it is `without rowid` (L21).
	await (db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table).execute();
	await db.schema.alterTable('note').addColumn('firstText', 'text').execute();
}
