import { forgetGuest } from '#lib/cafe/participants/erasure.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { forgetAttendee } from '#lib/gatherings/erasure.server.ts';
import { forgetRecipient } from '#lib/mail/outbox.server.ts';
import { forgetPerson } from '#lib/people/erasure.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { forgetFollowUpLinks } from '#lib/plan/followUp/responses.server.ts';

/**
 * Deletes a person's account for good. The red thread keeps every link: what they said still leads to what it became, as something somebody said.
 * Refuses as `forgetPerson`.
 */
export async function forget(
	db: Db,
	actor: Actor,
	personId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'yourself' }> {
	return inTransaction(db, async (trx) => {
		const forgotten = await forgetPerson(trx, actor, personId, now);
		if (!forgotten.ok) return forgotten;
		const person = { id: personId, ...forgotten };
		await forgetGuest(trx, actor.municipalityId, person);
		await forgetAttendee(trx, actor.municipalityId, person);
		await forgetRecipient(trx, actor.municipalityId, person);
		await forgetFollowUpLinks(trx, personId);
		return { ok: true };
	});
}
