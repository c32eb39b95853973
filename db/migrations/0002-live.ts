import type { Kysely } from 'kysely';

/** Together: boards, the append-only log of their updates, and whose each Yjs client id is. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('board')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('epoch', 'integer', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('closedAt', 'text')
		.execute();
	await db.schema
		.createTable('boardUpdate')
		.addColumn('boardId', 'text', (column) => column.notNull().references('board.id'))
		.addColumn('epoch', 'integer', (column) => column.notNull())
		.addColumn('seq', 'integer', (column) => column.notNull())
		// SQLite knows no `bytea`, but keeps bytes as bytes under any type name (https://sqlite.org/datatype3.html#type_affinity).
		.addColumn('bytes', 'bytea', (column) => column.notNull())
		.addColumn('principalId', 'text')
		.addPrimaryKeyConstraint('board_update_pk', ['boardId', 'epoch', 'seq'])
		.execute();
	await db.schema
		.createTable('boardClient')
		.addColumn('boardId', 'text', (column) => column.notNull().references('board.id'))
		.addColumn('epoch', 'integer', (column) => column.notNull())
		// Client ids are unsigned 32-bit.
		.addColumn('clientId', 'bigint', (column) => column.notNull())
		.addColumn('principalId', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('board_client_pk', ['boardId', 'epoch', 'clientId'])
		.execute();
}
