import { sql } from 'kysely';
import type { Db } from '#lib/db/open.server.ts';

/** The names and addresses that mails to a person were written with. */
export async function recipientOf(db: Db, personId: string): Promise<{ names: string[]; emails: string[] }> {
	const rows = await db
		.selectFrom('mail')
		.select(['recipientName', 'recipientEmail'])
		.distinct()
		.where('recipientPersonId', '=', personId)
		.where('recipientEmail', 'not like', '%@forgotten.invalid')
		.execute();
	return { names: rows.map(({ recipientName }) => recipientName), emails: [...new Set(rows.map(({ recipientEmail }) => recipientEmail))] };
}

/**
 * Letters to a person, or to one of their addresses, lose name, address and words; that they were sent, and when, stays. What has not
 * left does not leave.
 */
export async function eraseRecipient(
	trx: Db,
	municipalityId: string,
	person: { id: string; instead: string; emails: readonly string[] }
): Promise<void> {
	const theirs = trx
		.updateTable('mail')
		.where('municipalityId', '=', municipalityId)
		.where((mail) =>
			mail.or([mail('recipientPersonId', '=', person.id), mail('recipientEmail', 'in', person.emails.length > 0 ? person.emails : [''])])
		);
	await theirs.set({ state: 'cancelled', nextAttemptAt: null }).where('state', 'in', ['held', 'queued', 'awaitingRetry']).execute();
	await theirs
		.set({
			recipientName: person.instead,
			recipientEmail: sql`id || '@forgotten.invalid'`,
			subject: '–',
			text: '',
			html: '',
			calendar: null,
			calendarMethod: null,
			lastError: null,
			messageId: null,
			stopUrl: null
		})
		.execute();
	await trx.deleteFrom('mailStopLink').where('personId', '=', person.id).execute();
	await trx.deleteFrom('mailYes').where('personId', '=', person.id).execute();
}
