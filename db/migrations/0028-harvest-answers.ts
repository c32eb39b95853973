import { type Kysely, SqliteAdapter, sql, type CreateTableBuilder } from 'kysely';

/** Which phone picks the points of a table without a host, and which phones at it agree: marks that lead to nobody (L21). */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafeTable').addColumn('harvester', 'text').execute();
	await unordered(
		db,
		db.schema
			.createTable('harvestAnswer')
			.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
			.addColumn('mark', 'text', (column) => column.notNull())
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addColumn('agrees', 'text', (column) => column.notNull().check(sql`agrees in ('yes', 'no')`))
			.addColumn('seen', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('harvest_answer_pk', ['cafeTableId', 'mark'])
	).execute();
}

/** SQLite numbers the rows of a table in the order they came, unless the table is `without rowid`. */
function unordered<T extends string>(db: Kysely<unknown>, table: CreateTableBuilder<T>): CreateTableBuilder<T> {
	return db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table;
}
