import { type Kysely, sql } from 'kysely';

/** The day: gatherings with programme, checklist, invitations, attendance and evaluation. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await gatherings(db);
	await programme(db);
	await invitations(db);
	await evaluation(db);
}

/** The gathering itself, who is behind it, and calendars to subscribe to; a link’s secret is stored as its SHA-256. */
async function gatherings(db: Kysely<unknown>): Promise<void> {
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
		.addColumn('unitsFromId', 'text')
		.addColumn('attendedCount', 'integer')
		.addColumn('costKroner', 'integer')
		.addColumn('cost', 'text')
		.addColumn('planningSeconds', 'integer')
		.addColumn('planningAt', 'text')
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
		.createTable('gatheringUnit')
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('unitId', 'text', (column) => column.notNull().references('unit.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('attended', 'integer')
		.addPrimaryKeyConstraint('gathering_unit_pk', ['gatheringId', 'unitId'])
		.execute();
	await db.schema
		.createTable('gatheringTerms')
		.addColumn('gatheringId', 'text', (column) => column.primaryKey().notNull().references('gathering.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('answerBy', 'text')
		.addColumn('capacity', 'integer')
		.addColumn('doorCode', 'text', (column) => column.unique())
		.addCheckConstraint('gathering_terms_capacity', sql`capacity is null or capacity > 0`)
		.execute();
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
	await db.schema.createIndex('checklist_item_open').on('checklistItem').columns(['municipalityId', 'doneAt', 'dueDate']).execute();
	await db.schema
		.createTable('calendarFeed')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('person', 'unit', 'municipality')`))
		.addColumn('subjectId', 'text', (column) => column.notNull())
		.addColumn('ownerId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('revokedAt', 'text')
		.execute();
	await db.schema
		.createIndex('calendar_feed_one')
		.on('calendarFeed')
		.columns(['ownerId', 'kind', 'subjectId'])
		.unique()
		.where(sql.ref('revokedAt'), 'is', null)
		.execute();
}

/** The programme with every revision, its speakers and what they show, and ideas kept for next time. */
async function programme(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('programmeItem')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) =>
			column
				.notNull()
				.check(sql`kind in ('opening', 'sinceLast', 'talk', 'workshop', 'cafe', 'course', 'lunch', 'break', 'plenary', 'closing')`)
		)
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('standard', 'text')
		.addColumn('track', 'text', (column) => column.check(sql`track in ('course')`))
		.addColumn('startTime', 'text', (column) => column.notNull())
		.addColumn('minutes', 'integer', (column) => column.notNull().check(sql`minutes > 0`))
		.addColumn('speaker', 'text', (column) => column.notNull())
		.addColumn('speakerUnitId', 'text', (column) => column.references('unit.id'))
		.addColumn('topicId', 'text', (column) => column.references('topic.id'))
		.execute();
	await db.schema.createIndex('programme_item_gathering').on('programmeItem').columns(['gatheringId', 'position']).execute();
	await db.schema.createIndex('programme_item_topic').on('programmeItem').columns(['municipalityId', 'topicId']).execute();
	await db.schema
		.createTable('programmeRevision')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('revision', 'integer', (column) => column.notNull())
		.addColumn('content', 'text', (column) => column.notNull())
		.addColumn('changedBy', 'text', (column) => column.references('person.id'))
		.addColumn('changedAt', 'text', (column) => column.notNull())
		.addColumn('publishedAt', 'text')
		.addUniqueConstraint('programme_revision_once', ['gatheringId', 'revision'])
		.execute();
	await db.schema
		.createTable('speakerRequest')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('itemId', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('locale', 'text', (column) => column.notNull().check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('reminderHash', 'text', (column) => column.unique())
		.addColumn('reminders', 'integer', (column) => column.notNull())
		.addColumn('answer', 'text', (column) => column.check(sql`answer in ('yes', 'no')`))
		.addColumn('note', 'text', (column) => column.notNull())
		.addColumn('askedAt', 'text', (column) => column.notNull())
		.addColumn('remindedAt', 'text')
		.addColumn('answeredAt', 'text')
		.execute();
	await db.schema.createIndex('speaker_request_gathering').on('speakerRequest').columns(['municipalityId', 'gatheringId']).execute();
	await db.schema
		.createTable('programmeMaterial')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('itemId', 'text', (column) => column.notNull())
		.addColumn('label', 'text', (column) => column.notNull())
		.addColumn('url', 'text', (column) => column.notNull())
		.addColumn('addedAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('programme_material_gathering').on('programmeMaterial').columns(['municipalityId', 'gatheringId']).execute();
	await db.schema
		.createTable('seriesIdea')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('seriesId', 'text', (column) => column.notNull().references('series.id'))
		.addColumn('gatheringId', 'text', (column) => column.references('gathering.id'))
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('keptBy', 'text', (column) => column.references('person.id'))
		.addColumn('keptAt', 'text', (column) => column.notNull())
		.addColumn('usedInId', 'text', (column) => column.references('gathering.id'))
		.addColumn('droppedAt', 'text')
		.execute();
	await db.schema.createIndex('series_idea_series').on('seriesIdea').columns(['municipalityId', 'seriesId']).execute();
}

/** Invitations with a line to wait in. A reminder or an offer brings a link of its own; the one in the invitation goes on working. */
async function invitations(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('invitation')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('answer', 'text', (column) => column.check(sql`answer in ('accepted', 'declined')`))
		.addColumn('answeredAt', 'text')
		.addColumn('waitingAt', 'text')
		.addColumn('offeredAt', 'text')
		.addColumn('offerUntil', 'text')
		.addColumn('needs', 'text')
		.addColumn('inPlaceOfId', 'text', (column) => column.references('invitation.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addUniqueConstraint('invitation_once', ['gatheringId', 'personId'])
		.execute();
	await db.schema.createIndex('invitation_person').on('invitation').columns(['personId', 'gatheringId']).execute();
	await db.schema.createIndex('invitation_offer').on('invitation').column('offerUntil').execute();
	await db.schema
		.createTable('invitationLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('invitationId', 'text', (column) => column.notNull().references('invitation.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('invitation_link_invitation').on('invitationLink').column('invitationId').execute();
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
	await db.schema.createIndex('attendance_municipality').on('attendance').columns(['municipalityId', 'gatheringId', 'unitId']).execute();
}

/**
 * A ticket lets one person answer once and is gone when they have; an answer knows its gathering and nothing of its ticket, person or
 * time.
 */
async function evaluation(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('evaluationTicket')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.execute();
	await db.schema.createIndex('evaluation_ticket_gathering').on('evaluationTicket').column('gatheringId').execute();
	await db.schema
		.createTable('evaluationAnswer')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('gatheringId', 'text', (column) => column.notNull().references('gathering.id'))
		.addColumn('tasks', 'integer', (column) => column.notNull().check(sql`tasks between 1 and 5`))
		.addColumn('contact', 'integer', (column) => column.notNull().check(sql`contact between 1 and 5`))
		.addColumn('turn', 'integer', (column) => column.notNull().check(sql`turn between 1 and 5`))
		.execute();
	await db.schema.createIndex('evaluation_answer_gathering').on('evaluationAnswer').columns(['municipalityId', 'gatheringId']).execute();
}
