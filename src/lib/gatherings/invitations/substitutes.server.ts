import { inNameOrder } from '#lib/text/names.ts';
import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { invitationOf, isOthers, type Key } from './rsvp.server.ts';
import { readersOf, mailFactsOf } from './queries.server.ts';
import { send } from './commands.server.ts';
import type { MailSettings } from '../model.ts';
import { whyNotAnswer } from '../model.ts';
import { offerPlaces, releaserOf } from './waitlist.server.ts';
import { freePlaces, isPastDeadline, offerEnds, invitationStatus } from './capacity.ts';
import { placements } from './terms.server.ts';

type Invitation = NonNullable<Awaited<ReturnType<typeof invitationOf>>>;

/** Colleagues in the same unit who can be written to and are not invited, by name: who could come instead. */
export async function colleagues(db: Db, invitation: Pick<Invitation, 'municipalityId' | 'gatheringId' | 'unitId'>) {
	if (invitation.unitId === null) return [];
	const people = await db
		.selectFrom('person')
		.leftJoin('invitation', (join) =>
			join.onRef('invitation.personId', '=', 'person.id').on('invitation.gatheringId', '=', invitation.gatheringId)
		)
		.select(['person.id', 'person.name'])
		.where('person.municipalityId', '=', invitation.municipalityId)
		.where('person.unitId', '=', invitation.unitId)
		.where('person.disabledAt', 'is', null)
		.where('person.email', 'is not', null)
		.where('invitation.id', 'is', null)
		.execute();
	return inNameOrder(people, ({ name }) => name);
}

/** Who was asked to come instead, and how it stands with them; undefined when nobody was. The last one counts. */
export async function substituteOf(db: Db, invitationId: string) {
	return db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.select(['person.name', 'invitation.answer'])
		.where('invitation.inPlaceOfId', '=', invitationId)
		.orderBy('invitation.createdAt', 'desc')
		.limit(1)
		.executeTakeFirst();
}

/**
 * Sends a colleague from the same unit instead: the one says no, the other is invited, and where places are few the place goes
 * with it for as long as an offer stands. Refuses as an answer does, `invalidPerson`, `limitPlaces` (there was none to give away).
 */
export async function sendSubstitute(db: Db, key: Key, personId: string, mail: MailSettings, now: Instant) {
	return command(db, async (trx) => {
		const invitation = await invitationOf(trx, key);
		if (!invitation) return refuse('notFound');
		if (isOthers(key, invitation)) return refuse('notAllowed');
		const { municipalityId, gatheringId, gathering, terms } = invitation;
		const refusal = whyNotAnswer(gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		if (!(await colleagues(trx, invitation)).some(({ id }) => id === personId)) return refuse('invalidPerson');
		const facts = (await mailFactsOf(trx, municipalityId, gatheringId))!;
		const stands = invitationStatus(invitation, now);
		const hasPlace = stands === 'accepted' || stands === 'offered';
		if (!hasPlace && isPastDeadline(terms, civilDate(now))) return refuse('pastDeadline');
		const others = (await placements(trx, municipalityId, gatheringId)).filter(({ id }) => id !== invitation.id);
		const hasLine = others.some((one) => invitationStatus(one, now) === 'waiting');
		const isFull = freePlaces(terms, others, now) === 0 || (terms.capacity !== null && hasLine);
		const until = offerEnds(now, facts);
		if (!hasPlace && isFull) return refuse('limitPlaces');
		const [reader] = (await readersOf(trx, municipalityId)).filter(({ id }) => id === personId);
		const releasedBy = await releaserOf(trx, municipalityId, gatheringId);
		const unreachable = await send(trx, municipalityId, facts, [reader!], mail, now, {
			inPlaceOf: { invitationId: invitation.id, name: invitation.name },
			// Where there is room for all, nothing has to be kept for anybody, and they answer when they like.
			offerUntil: terms.capacity === null && !isPastDeadline(terms, civilDate(now)) ? null : until,
			...(releasedBy !== undefined && { releasedBy })
		});
		if (unreachable.length > 0) return refuse('invalidPerson');
		await trx
			.updateTable('invitation')
			.set({ answer: 'declined', answeredAt: now, waitingAt: null, offeredAt: null, offerUntil: null, needs: null })
			.where('id', '=', invitation.id)
			.execute();
		await withdraw(trx, municipalityId, { kind: 'invitationReminder', id: gatheringId, personId: invitation.personId });
		await offerPlaces(trx, municipalityId, gatheringId, mail, now);
		return { ok: true as const, name: reader!.name };
	});
}
