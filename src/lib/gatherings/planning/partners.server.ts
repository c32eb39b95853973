import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { partnerLetter } from '../invitations/dayMail.ts';
import { mailFactsOf, readersOf } from '../invitations/queries.server.ts';
import type { MailSettings } from '../model.ts';
import { titleOf } from '../text.ts';

/** Asks those from outside with whom a gathering is shared to make it together: a letter each in the outbox. Part of planning it. */
export async function askPartners(
	trx: Db,
	actor: Pick<Actor, 'municipalityId' | 'name'>,
	gatheringId: string,
	partnerIds: readonly string[],
	mail: MailSettings,
	now: Instant
): Promise<void> {
	const { municipalityId } = actor;
	const facts = await mailFactsOf(trx, municipalityId, gatheringId);
	if (!facts || partnerIds.length === 0) return;
	const link = `${mail.origin}/gatherings/${gatheringId}`;
	const mails = (await readersOf(trx, municipalityId)).flatMap((reader) =>
		reader.email !== null && partnerIds.includes(reader.id)
			? [
					{
						recipient: { personId: reader.id, name: reader.name, email: reader.email },
						locale: reader.locale,
						...partnerLetter(facts, reader, { link, by: actor.name })
					}
				]
			: []
	);
	const before = trx
		.selectFrom('mail')
		.select((of) => of.fn.max('documentVersion').as('version'))
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'partnerInvitation')
		.where('documentId', '=', gatheringId);
	// Whoever was taken out and is in again gets a letter of their own.
	const version = ((await before.executeTakeFirst())?.version ?? 0) + 1;
	const document = { kind: 'partnerInvitation', id: gatheringId, version, title: titleOf(facts, 'nn') } as const;
	if (mails.length > 0) await enqueue(trx, municipalityId, document, mails, now);
}
