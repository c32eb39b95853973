import { type Kysely, sql } from 'kysely';

/** Mail: the outbox, where every mail is a row with a state and nobody gets the same version of a document twice. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await outbox(db);
	await unsubscribing(db);
}

async function outbox(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('mail')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('documentId', 'text', (column) => column.notNull())
		.addColumn('documentVersion', 'integer', (column) => column.notNull())
		.addColumn('batch', 'text', (column) => column.notNull())
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('recipientPersonId', 'text', (column) => column.references('person.id'))
		.addColumn('recipientName', 'text', (column) => column.notNull())
		.addColumn('recipientEmail', 'text', (column) => column.notNull())
		.addColumn('locale', 'text', (column) => column.notNull().check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('subject', 'text', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('html', 'text', (column) => column.notNull())
		.addColumn('stopUrl', 'text')
		.addColumn('calendar', 'text')
		.addColumn('calendarMethod', 'text', (column) => column.check(sql`calendar_method in ('REQUEST', 'CANCEL', 'PUBLISH')`))
		.addColumn('state', 'text', (column) =>
			column.notNull().check(sql`state in ('held', 'queued', 'sending', 'sent', 'awaitingRetry', 'failed', 'bounced', 'cancelled')`)
		)
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('nextAttemptAt', 'text')
		.addColumn('lastError', 'text')
		.addColumn('messageId', 'text', (column) => column.unique())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('releasedAt', 'text')
		.addColumn('releasedBy', 'text', (column) => column.references('person.id'))
		.addColumn('sentAt', 'text')
		.addUniqueConstraint('mail_once', ['municipalityId', 'kind', 'documentId', 'documentVersion', 'recipientEmail'])
		.addCheckConstraint('mail_calendar_has_method', sql`(calendar is null) = (calendar_method is null)`)
		.addCheckConstraint('mail_due', sql`state not in ('queued', 'sending', 'awaitingRetry') or next_attempt_at is not null`)
		.addCheckConstraint('mail_sent_when', sql`state not in ('sent', 'bounced') or sent_at is not null`)
		.addCheckConstraint('mail_released_when', sql`state in ('held', 'cancelled') or released_at is not null`)
		.execute();
	await db.schema.createIndex('mail_due_next').on('mail').columns(['nextAttemptAt', 'state']).execute();
	await db.schema.createIndex('mail_batch').on('mail').columns(['municipalityId', 'batch']).execute();
	await db.schema
		.createTable('mailPause')
		.addColumn('municipalityId', 'text', (column) => column.primaryKey().notNull().references('municipality.id'))
		.addColumn('pausedAt', 'text', (column) => column.notNull())
		.addColumn('pausedBy', 'text', (column) => column.notNull().references('person.id'))
		.execute();
}

/** A person can say no thank you to a kind of mail through a link of their own. */
async function unsubscribing(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('mailStop')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('stoppedAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('mail_stop_pk', ['municipalityId', 'personId', 'kind'])
		.execute();
	await db.schema
		.createTable('mailStopLink')
		.addColumn('tokenHash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
}
