import { eraseGuest } from '#lib/cafe/participants/erasure.server.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { eraseAttendee } from '#lib/gatherings/erasure.server.ts';
import { eraseRecipient } from '#lib/mail/outbox.server.ts';
import { erasePerson } from '#lib/people/persons/erasure.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { eraseFollowUpLinks } from '#lib/plan/followUp/responses.server.ts';

/**
 * Deletes a person's account for good, in every noun. The red thread keeps every link: what they said still leads to what came of it,
 * as something somebody said. Refuses as `erasePerson`.
 */
export async function eraseAccount(db: Db, actor: Actor, personId: string, now: Instant) {
	return command(db, async (trx) => {
		const erased = await erasePerson(trx, actor, personId, now);
		if (!erased.ok) return erased;
		const person = { id: personId, ...erased };
		await eraseGuest(trx, actor.municipalityId, person);
		await eraseAttendee(trx, actor.municipalityId, person);
		await eraseRecipient(trx, actor.municipalityId, person);
		await eraseFollowUpLinks(trx, personId);
		return { ok: true as const };
	});
}
