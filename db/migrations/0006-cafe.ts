import { type Kysely, sql } from 'kysely';

/** Together: the café of a gathering, its tables, seats, participants, votes, and what the frozen boards kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await cafe(db);
	await seating(db);
	await rounds(db);
	await frozenBoards(db);
	await harvest(db);
}

/** The café, its tables, and the part of the plan that lies on them. */
async function cafe(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('cafe')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().unique().references('gathering.id'))
		.addColumn('preset', 'text', (column) => column.notNull().check(sql`preset in ('udir', 'doga', 'worldCafe', 'own')`))
		.addColumn('rounds', 'integer', (column) => column.notNull())
		.addColumn('roundMinutes', 'integer', (column) => column.notNull())
		.addColumn('changeoverMinutes', 'integer', (column) => column.notNull())
		.addColumn('phase', 'text', (column) =>
			column.notNull().check(sql`phase in ('setUp', 'seated', 'round', 'changeover', 'vote', 'harvest', 'closed')`)
		)
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('endsAt', 'text')
		.addColumn('pausedAt', 'text')
		.addColumn('silentAt', 'text')
		.addColumn('revealingAt', 'text')
		.addColumn('phaseAt', 'text', (column) => column.notNull())
		.addColumn('message', 'text')
		.addColumn('messageAt', 'text')
		.addColumn('joinCode', 'text', (column) => column.notNull().unique())
		.addColumn('joinToken', 'text', (column) => column.notNull().unique())
		.addColumn('joinLockedAt', 'text')
		.addColumn('votesPerSeat', 'integer', (column) => column.notNull())
		.addColumn('silentMinutes', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('silentShows', 'text', (column) =>
			column
				.notNull()
				.defaultTo('name')
				.check(sql`silent_shows in ('name', 'unit', 'none')`)
		)
		.addColumn('talkShows', 'text', (column) =>
			column
				.notNull()
				.defaultTo('name')
				.check(sql`talk_shows in ('name', 'unit', 'none')`)
		)
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('arrangedAt', 'text')
		.addColumn('closedAt', 'text')
		.addColumn('closedFrom', 'text')
		.execute();
	await db.schema
		.createTable('cafeTable')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('question', 'text', (column) => column.notNull())
		.addColumn('findingId', 'text')
		.addColumn('boardId', 'text', (column) => column.notNull().unique().references('board.id'))
		.addColumn('hostId', 'text', (column) => column.unique().references('attendance.id'))
		.addColumn('places', 'integer')
		.addColumn('lockedAt', 'text')
		.addColumn('message', 'text')
		.addColumn('messageAt', 'text')
		.addColumn('handAt', 'text')
		.addColumn('readyAt', 'text')
		.addColumn('frozenAt', 'text')
		.addColumn('frozenContent', 'text')
		.addColumn('frozenHash', 'text')
		.addColumn('harvestedAt', 'text')
		.addUniqueConstraint('cafe_table_number', ['cafeId', 'number'])
		.addCheckConstraint(
			'cafe_table_frozen_whole',
			sql`(frozen_at is null) = (frozen_content is null) and (frozen_at is null) = (frozen_hash is null)`
		)
		.execute();
	await db.schema
		.createTable('tableElement')
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addColumn('elementId', 'text', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('goal', 'subGoal', 'measure')`))
		.addColumn('number', 'text', (column) => column.notNull())
		.addColumn('textNn', 'text', (column) => column.notNull())
		.addColumn('textNb', 'text', (column) => column.notNull())
		.addColumn('versionId', 'text', (column) => column.notNull())
		.addColumn('versionNumber', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('table_element_pk', ['cafeTableId', 'elementId'])
		.execute();
}

/** Who sits where, is to sit where, with whom not, and who has left. */
async function seating(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('seat')
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('attendanceId', 'text', (column) => column.notNull().references('attendance.id'))
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addPrimaryKeyConstraint('seat_pk', ['cafeId', 'attendanceId', 'round'])
		.execute();
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
	await db.schema
		.createTable('participant')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeId', 'text', (column) => column.notNull().references('cafe.id'))
		.addColumn('tokenHash', 'text', (column) => column.unique())
		.addColumn('personId', 'text', (column) => column.references('person.id'))
		.addColumn('attendanceId', 'text', (column) => column.references('attendance.id'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('shownAs', 'text', (column) => column.notNull().check(sql`shown_as in ('name', 'unit', 'none')`))
		.addColumn('startTableId', 'text', (column) => column.references('cafeTable.id').onDelete('set null'))
		.addColumn('joinedAt', 'text', (column) => column.notNull())
		.addColumn('leftAt', 'text')
		.execute();
	await db.schema.createIndex('participant_attendance').unique().on('participant').columns(['cafeId', 'attendanceId']).execute();
	await db.schema.createIndex('participant_person').unique().on('participant').columns(['cafeId', 'personId']).execute();
}

/** Private sheets, handovers from host to host, and votes. */
async function rounds(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('sheet')
		.addColumn('boardId', 'text', (column) => column.primaryKey().notNull().references('board.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('principalId', 'text', (column) => column.notNull())
		.addColumn('readyAt', 'text')
		.addColumn('revealedAt', 'text')
		.addUniqueConstraint('sheet_one_a_seat', ['cafeTableId', 'round', 'principalId'])
		.execute();
	await db.schema
		.createTable('handover')
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id').onDelete('cascade'))
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('writtenAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('handover_pk', ['cafeTableId', 'round'])
		.execute();
	await db.schema
		.createTable('vote')
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('participantId', 'text', (column) => column.notNull().references('participant.id'))
		.addColumn('dot', 'integer', (column) => column.notNull().check(sql`dot between 1 and 10`))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('noteId', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('vote_pk', ['cafeTableId', 'participantId', 'dot'])
		.addUniqueConstraint('vote_once_a_note', ['cafeTableId', 'participantId', 'noteId'])
		.execute();
}

/** What the frozen boards kept: notes (with who typed in those that came on paper) and clusters. */
async function frozenBoards(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('note')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('clusterId', 'text')
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('writtenBy', 'text', (column) => column.notNull())
		.addColumn('votes', 'integer', (column) => column.notNull())
		.addColumn('receipt', 'text')
		.addColumn('aboutId', 'text')
		.addColumn('stance', 'text', (column) => column.check(sql`stance in ('keep', 'change', 'missing')`))
		.execute();
	await db.schema.createIndex('note_table').on('note').columns(['cafeTableId']).execute();
	await db.schema.createIndex('note_receipt').on('note').columns(['receipt']).execute();
	await db.schema
		.createTable('enteredNote')
		.addColumn('noteId', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('enteredBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('enteredAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('entered_note_table').on('enteredNote').columns(['cafeTableId', 'enteredAt']).execute();
	await db.schema
		.createTable('cluster')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('title', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('cluster_table').on('cluster').columns(['cafeTableId']).execute();
}

/** The points each table hands in. */
async function harvest(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('harvestPoint')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('harvest_point_table').on('harvestPoint').columns(['cafeTableId', 'position']).execute();
	await db.schema
		.createTable('harvestSource')
		.addColumn('harvestPointId', 'text', (column) => column.notNull().references('harvestPoint.id').onDelete('cascade'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('note', 'cluster')`))
		.addColumn('sourceId', 'text', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addPrimaryKeyConstraint('harvest_source_pk', ['harvestPointId', 'kind', 'sourceId'])
		.execute();
}
