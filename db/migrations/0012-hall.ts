import type { Kysely } from 'kysely';

/** The hall: who is to sit where and with whom not, who has left, how many a table takes, tables that are locked, and what a closed café can be opened to again. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafe').addColumn('closedFrom', 'text').execute();
	await db.schema.alterTable('cafeTable').addColumn('lockedAt', 'text').execute();
	await db.schema.alterTable('cafeTable').addColumn('places', 'integer').execute();
	await db.schema
		.createTable('seatPin')
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('attendanceId', 'text', (column) => column.notNull().references('attendance.id').onDelete('cascade'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addPrimaryKeyConstraint('seat_pin_pk', ['cafeId', 'attendanceId'])
		.execute();
	await db.schema
		.createTable('seatApart')
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('attendanceId', 'text', (column) => column.notNull().references('attendance.id').onDelete('cascade'))
		.addColumn('otherId', 'text', (column) => column.notNull().references('attendance.id').onDelete('cascade'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addPrimaryKeyConstraint('seat_apart_pk', ['cafeId', 'attendanceId', 'otherId'])
		.execute();
	await db.schema
		.createTable('seatLeft')
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('attendanceId', 'text', (column) => column.notNull().references('attendance.id').onDelete('cascade'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('seat_left_pk', ['cafeId', 'attendanceId'])
		.execute();
}
