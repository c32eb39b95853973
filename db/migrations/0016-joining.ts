import { type Kysely, SqliteAdapter, sql, type CreateTableBuilder } from 'kysely';

/** A name at a table is only under what its owner wrote: who proved who they are, who waits to be let in, who was taken out. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// Whoever is in when this is run came by the table's code, as far as anybody knows.
	await db.schema
		.alterTable('participant')
		.addColumn('joinedBy', 'text', (column) =>
			column
				.notNull()
				.defaultTo('tableCode')
				.check(sql`joined_by in ('tableCode', 'personalCode', 'account')`)
		)
		.execute();
	await db.schema.alterTable('participant').addColumn('removedAt', 'text').execute();
	await db.schema.alterTable('cafe').addColumn('newcomersWaitAt', 'text').execute();
	await unordered(
		db,
		db.schema
			.createTable('personalCode')
			.addColumn('codeHash', 'text', (column) => column.primaryKey().notNull())
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
			.addColumn('personId', 'text', (column) => column.references('person.id').onDelete('cascade'))
			.addColumn('attendanceId', 'text', (column) => column.references('attendance.id').onDelete('cascade'))
	).execute();
	await db.schema
		.createTable('waitingPhone')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('personId', 'text', (column) => column.references('person.id').onDelete('cascade'))
		.addColumn('attendanceId', 'text', (column) => column.references('attendance.id').onDelete('cascade'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('joinedBy', 'text', (column) => column.notNull().check(sql`joined_by in ('tableCode', 'personalCode', 'account')`))
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.execute();
	await unordered(
		db,
		db.schema
			.createTable('formerPhone')
			.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
			.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
			.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
			.addColumn('reason', 'text', (column) => column.notNull().check(sql`reason in ('takenOver', 'removed', 'turnedAway')`))
	).execute();
}

/** SQLite numbers the rows of a table in the order they came, unless the table is `without rowid`. */
function unordered<T extends string>(db: Kysely<unknown>, table: CreateTableBuilder<T>): CreateTableBuilder<T> {
	return db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table;
}
