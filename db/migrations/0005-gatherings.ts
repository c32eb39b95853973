import { type Kysely, sql } from 'kysely';

/** The day: gatherings with programme, checklist, invitations and attendance. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('gathering')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('recipe', 'text', (column) => column.notNull().check(sql`recipe in ('talksWorkshop', 'talksCafe', 'halfDayCourse')`))
		.addColumn('theme', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('planned', 'invited', 'open', 'held', 'cancelled')`))
		.addColumn('date', 'text')
		.addColumn('month', 'text')
		.addColumn('year', 'integer', (column) => column.notNull())
		.addColumn('startTime', 'text')
		.addColumn('endTime', 'text')
		.addColumn('room', 'text', (column) => column.notNull())
		.addColumn('organiserUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('organiserRoleNn', 'text')
		.addColumn('organiserRoleNb', 'text')
		.addColumn('attendedCount', 'integer')
		.addColumn('calendarSequence', 'integer', (column) => column.notNull())
		.addColumn('sentSequence', 'integer')
		.addColumn('createdBy', 'text', (column) => column.references('person.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('openedAt', 'text')
		.addColumn('heldAt', 'text')
		.addColumn('cancelledAt', 'text')
		.execute();
	await db.schema.createIndex('gathering_series').on('gathering').columns(['municipalityId', 'seriesId', 'year']).execute();
	await db.schema
		.createTable('gatheringGoal')
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('elementId', 'text', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addPrimaryKeyConstraint('gathering_goal_pk', ['gatheringId', 'elementId'])
		.execute();
	await db.schema
		.createTable('gatheringPartner')
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addPrimaryKeyConstraint('gathering_partner_pk', ['gatheringId', 'personId'])
		.execute();
	await db.schema
		.createTable('programmeItem')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) =>
			column.notNull().check(sql`kind in ('opening', 'talk', 'workshop', 'cafe', 'course', 'lunch', 'break', 'plenary', 'closing')`)
		)
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('startTime', 'text', (column) => column.notNull())
		.addColumn('minutes', 'integer', (column) => column.notNull())
		.addColumn('speaker', 'text', (column) => column.notNull())
		.addColumn('speakerUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('topicId', 'text', (column) => column.references('topic.id'))
		.addCheckConstraint('programme_item_minutes', sql`minutes > 0`)
		.execute();
	await db.schema.createIndex('programme_item_gathering').on('programmeItem').columns(['gatheringId', 'position']).execute();
	await db.schema
		.createTable('checklistItem')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('task', 'text')
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('dueDate', 'text', (column) => column.notNull())
		.addColumn('ownerUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('ownerRoleNn', 'text', (column) => column.notNull())
		.addColumn('ownerRoleNb', 'text', (column) => column.notNull())
		.addColumn('doneAt', 'text')
		.addColumn('doneBy', 'text', (column) => column.references('person.id'))
		.execute();
	await db.schema.createIndex('checklist_item_gathering').on('checklistItem').columns(['gatheringId', 'dueDate']).execute();
	await db.schema
		.createTable('invitation')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('answer', 'text', (column) => column.check(sql`answer in ('accepted', 'declined')`))
		.addColumn('answeredAt', 'text')
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addUniqueConstraint('invitation_once', ['gatheringId', 'personId'])
		.execute();
	await db.schema
		.createTable('attendance')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('personId', 'text', (column) => column.references('person.id'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('levelId', 'text', (column) => column.references('level.id'))
		.addColumn('checkedInAt', 'text')
		.addColumn('walkInAt', 'text')
		.execute();
	await db.schema
		.createIndex('attendance_once')
		.on('attendance')
		.columns(['gatheringId', 'personId'])
		.unique()
		.where('personId', 'is not', null)
		.execute();
}
