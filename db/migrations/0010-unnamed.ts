import { type Kysely, SqliteAdapter, sql, type CreateTableBuilder } from 'kysely';

/**
 * Unnamed is unnamed: what is written on boards, how somebody wants to be shown, private boards and dots lose what led to a person.
 * What it led to before is deleted, not kept elsewhere.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await boards(db);
	await db.schema.alterTable('participant').dropColumn('shownAs').execute();
}

/** SQLite numbers the rows of a table in the order they came, unless the table is `without rowid`. */
function unordered<T extends string>(db: Kysely<unknown>, table: CreateTableBuilder<T>): CreateTableBuilder<T> {
	return db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table;
}

/** The log does not say who wrote, and a client id only that it is somebody's. */
async function boards(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('boardUpdate').dropColumn('principalId').execute();
	await db.schema.alterTable('boardClient').renameTo('boardClientBefore').execute();
	await unordered(
		db,
		db.schema
			.createTable('boardClient')
			.addColumn('boardId', 'text', (column) => column.notNull().references('board.id'))
			.addColumn('epoch', 'integer', (column) => column.notNull())
			// Client ids are unsigned 32-bit.
			.addColumn('clientId', 'bigint', (column) => column.notNull())
			.addColumn('owner', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('board_client_owner_pk', ['boardId', 'epoch', 'clientId'])
	).execute();
	await sql`insert into board_client select board_id, epoch, client_id, 'server' from board_client_before`.execute(db);
	await db.schema.dropTable('boardClientBefore').execute();
}
