import { type Kysely, SqliteAdapter, sql, type CreateTableBuilder } from 'kysely';

/** Which phones have come to a table in a round: counted, and nobody's by name (L21). */
export async function up(db: Kysely<unknown>): Promise<void> {
	await unordered(
		db,
		db.schema
			.createTable('arrival')
			.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
			.addColumn('round', 'integer', (column) => column.notNull())
			.addColumn('mark', 'text', (column) => column.notNull())
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addPrimaryKeyConstraint('arrival_pk', ['cafeTableId', 'round', 'mark'])
	).execute();
}

/** SQLite numbers the rows of a table in the order they came, unless the table is `without rowid`. */
function unordered<T extends string>(db: Kysely<unknown>, table: CreateTableBuilder<T>): CreateTableBuilder<T> {
	return db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table;
}
