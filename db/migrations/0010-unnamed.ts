import { type Kysely, SqliteAdapter, sql, type CreateTableBuilder } from 'kysely';

/**
 * Unnamed is unnamed: what is written on boards, how somebody wants to be shown, private boards and dots lose what led to a person.
 * What it led to before is deleted, not kept elsewhere.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await boards(db);
	await db.schema.alterTable('participant').dropColumn('shownAs').execute();
	await db.schema.alterTable('participant').addColumn('votelessAt', 'text').execute();
	await privateBoards(db);
	await votes(db);
	await meetings(db);
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

/** A private board is whose secret fits; of one that is being written on when this is run, only the reveal knows any more. */
async function privateBoards(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('sheet').renameTo('sheetBefore').execute();
	await unordered(
		db,
		db.schema
			.createTable('sheet')
			.addColumn('boardId', 'text', (column) => column.notNull().references('board.id'))
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
			.addColumn('round', 'integer', (column) => column.notNull())
			.addColumn('owner', 'text', (column) => column.notNull())
			.addColumn('readyAt', 'text')
			.addColumn('revealedAt', 'text')
			.addPrimaryKeyConstraint('sheet_board_pk', ['boardId'])
			.addUniqueConstraint('sheet_one_an_owner', ['cafeTableId', 'round', 'owner'])
	).execute();
	await sql`
		insert into sheet select board_id, municipality_id, cafe_table_id, round, board_id, null, revealed_at from sheet_before
	`.execute(db);
	await db.schema.dropTable('sheetBefore').execute();
}

/** Dots by a mark that only the voter's phone can make. The tally of closed boards is on their notes; an open vote begins anew. */
async function votes(db: Kysely<unknown>): Promise<void> {
	await db.schema.dropTable('vote').execute();
	await unordered(
		db,
		db.schema
			.createTable('vote')
			.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
			.addColumn('voter', 'text', (column) => column.notNull())
			.addColumn('dot', 'integer', (column) => column.notNull().check(sql`dot between 1 and 10`))
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addColumn('noteId', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('vote_voter_pk', ['cafeTableId', 'voter', 'dot'])
			.addUniqueConstraint('vote_once_a_voter', ['cafeTableId', 'voter', 'noteId'])
	).execute();
}

/** What is left of seats after a year: who has met. */
async function meetings(db: Kysely<unknown>): Promise<void> {
	await unordered(
		db,
		db.schema
			.createTable('met')
			.addColumn('attendanceId', 'text', (column) => column.notNull().references('attendance.id').onDelete('cascade'))
			.addColumn('otherId', 'text', (column) => column.notNull().references('attendance.id').onDelete('cascade'))
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addPrimaryKeyConstraint('met_pk', ['attendanceId', 'otherId'])
	).execute();
}
