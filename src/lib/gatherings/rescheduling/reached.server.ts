import type { Db } from '#lib/db/open.server.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import type { MailKind } from '#lib/mail/model.ts';
import type { Answer } from '../model.ts';
import { type PersonReader, readersOf } from '../invitations/queries.server.ts';

export type Invited = PersonReader & { invitationId: string; answer: Answer | null };

/** Letters that say day, time or place, and are no longer true when those change. */
export const changedKinds: readonly MailKind[] = [
	'change',
	'programmeChange',
	'beforeDay',
	'invitationReminder',
	'placeOffer',
	'hostRequest',
	'hostReminder'
];

/**
 * Takes back invitations and letters of these kinds that have not left, and tells the invited apart: `reached` have their invitation,
 * `unsent` never got it.
 */
export async function withdrawUnsent(trx: Db, municipalityId: string, gatheringId: string, kinds: readonly MailKind[]) {
	const invited = await trx
		.selectFrom('invitation')
		.select(['id', 'personId', 'answer'])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.execute();
	const waiting = await trx
		.selectFrom('mail')
		.select('recipientPersonId')
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'invitation')
		.where('documentId', '=', gatheringId)
		.where('state', 'in', ['held', 'queued', 'awaitingRetry', 'cancelled'])
		.execute();
	await withdraw(trx, municipalityId, { kind: 'invitation', id: gatheringId });
	for (const kind of kinds) await withdraw(trx, municipalityId, { kind, id: gatheringId });
	const readers = (await readersOf(trx, municipalityId)).flatMap((reader) => {
		const own = invited.find(({ personId }) => personId === reader.id);
		return own ? [{ ...reader, invitationId: own.id, answer: own.answer }] : [];
	});
	const isUnsent = (reader: Invited) => waiting.some(({ recipientPersonId }) => recipientPersonId === reader.id);
	return { reached: readers.filter((reader) => !isUnsent(reader)), unsent: readers.filter(isUnsent) };
}
