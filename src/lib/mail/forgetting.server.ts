import type { Db } from '#lib/db/open.server.ts';

/** Letters to a person lose name, address and words; that they were sent, and when, stays. What has not left does not leave. */
export async function forgetRecipient(trx: Db, municipalityId: string, person: { id: string; instead: string }): Promise<void> {
	const theirs = trx.updateTable('mail').where('municipalityId', '=', municipalityId).where('recipientPersonId', '=', person.id);
	await theirs.set({ state: 'cancelled', nextAttemptAt: null }).where('state', 'in', ['held', 'queued', 'awaitingRetry']).execute();
	await theirs
		.set({
			recipientName: person.instead,
			recipientEmail: `${person.id}@forgotten.invalid`,
			subject: '–',
			text: '',
			html: '',
			calendar: null,
			calendarMethod: null,
			stopUrl: null
		})
		.execute();
	await trx.deleteFrom('mailStopLink').where('personId', '=', person.id).execute();
}
