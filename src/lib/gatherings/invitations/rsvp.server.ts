import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { MailSettings } from '../model.ts';
import { whyNotAnswer, type Answer } from '../model.ts';
import { offerPlaces, tellOfLine } from './waitlist.server.ts';
import { freePlaces, isPastDeadline, invitationStatus } from './capacity.ts';
import { byId } from '../queries.server.ts';
import { shownProgramme } from '../programme/revisions.server.ts';
import { placements, termsOf } from './terms.server.ts';

/** Whose invitation: whoever holds the link (signed in as `readerId`, if at all), or a signed-in person's own. */
export type Key = { token: string; readerId?: string | null } | { municipalityId: string; gatheringId: string; personId: string };

function linked(db: Db, key: Key) {
	const found = db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.innerJoin('municipality', 'municipality.id', 'invitation.municipalityId');
	if (!('token' in key)) {
		return found
			.where('invitation.municipalityId', '=', key.municipalityId)
			.where('invitation.gatheringId', '=', key.gatheringId)
			.where('invitation.personId', '=', key.personId);
	}
	const hash = hashOf(key.token);
	return found.where((where) =>
		where.or([
			where('invitation.tokenHash', '=', hash),
			where('invitation.id', 'in', where.selectFrom('invitationLink').select('invitationId').where('tokenHash', '=', hash))
		])
	);
}

/** An invitation with its gathering, programme and terms; undefined when there is none. Reading it changes nothing. */
export async function invitationOf(db: Db, key: Key) {
	const invitation = await linked(db, key)
		.select((of) => [
			'invitation.id',
			'invitation.municipalityId',
			'invitation.gatheringId',
			'invitation.personId',
			'invitation.answer',
			'invitation.answeredAt',
			'invitation.waitingAt',
			'invitation.offerUntil',
			'invitation.needs',
			'person.name',
			'person.email',
			'person.unitId',
			'municipality.name as municipality',
			of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale')
		])
		.executeTakeFirst();
	if (!invitation) return undefined;
	const { municipalityId, gatheringId } = invitation;
	const gathering = await byId(db, municipalityId, gatheringId);
	if (!gathering) return undefined;
	return {
		...invitation,
		gathering,
		items: await shownProgramme(db, municipalityId, gatheringId),
		terms: await termsOf(db, municipalityId, gatheringId)
	};
}

/** The invitation behind a personal link. */
export function byToken(db: Db, token: string) {
	return invitationOf(db, { token });
}

/** The language that the invitation behind a personal link was written in; undefined when there is none. */
export async function languageOf(db: Db, token: string): Promise<Locale | undefined> {
	const found = await linked(db, { token })
		.select((of) => of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale'))
		.executeTakeFirst();
	return found?.locale;
}

/** Whether somebody else is signed in than the one the link was sent to. */
export function isOthers(key: Key, invitation: { personId: string }): boolean {
	return 'token' in key && !!key.readerId && key.readerId !== invitation.personId;
}

/**
 * Comes or doesn't. Minds may change until the gathering opens; the last answer counts. A yes where it is full stands in line,
 * and a no makes room for whoever is first there. Refuses `notFound`, `notAllowed` (somebody else's link), `closed` (it has opened, or
 * its day is over), `closedCancelled`, `pastDeadline` (a yes; unless a place is kept for them).
 */
export async function answerInvitation(db: Db, key: Key, answer: Answer, mail: MailSettings, now: Instant) {
	return command(db, async (trx) => {
		const invitation = await invitationOf(trx, key);
		if (!invitation) return refuse('notFound');
		if (isOthers(key, invitation)) return refuse('notAllowed');
		const { municipalityId, gatheringId, personId, gathering, terms } = invitation;
		const refusal = whyNotAnswer(gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		const stands = invitationStatus(invitation, now);
		if (stands === 'accepted' && answer === 'accepted') return { ok: true as const, answer };
		const others = (await placements(trx, municipalityId, gatheringId)).filter(({ id }) => id !== invitation.id);
		let result: Answer | 'waiting' = answer;
		if (answer === 'accepted' && stands !== 'offered') {
			if (stands === 'waiting') return { ok: true as const, answer: 'waiting' };
			if (isPastDeadline(terms, civilDate(now))) return refuse('pastDeadline');
			const hasLine = others.some((one) => invitationStatus(one, now) === 'waiting');
			if (freePlaces(terms, others, now) === 0 || (terms.capacity !== null && hasLine)) result = 'waiting';
		}
		await trx
			.updateTable('invitation')
			.set({
				answer: result === 'waiting' ? null : result,
				answeredAt: now,
				waitingAt: result === 'waiting' ? now : null,
				offeredAt: null,
				offerUntil: null,
				...(result === 'declined' && { needs: null })
			})
			.where('id', '=', invitation.id)
			.execute();
		await withdraw(trx, municipalityId, { kind: 'invitationReminder', id: gatheringId, personId });
		for (const kind of ['placeOffer', 'beforeDay'] as const) await withdraw(trx, municipalityId, { kind, id: gatheringId, personId });
		await offerPlaces(trx, municipalityId, gatheringId, mail, now);
		if (result === 'waiting') await tellOfLine(trx, municipalityId, gatheringId, mail, now);
		return { ok: true as const, answer: result };
	});
}

/** What somebody needs to eat or to get in, in their own words; '' is nothing. Refuses as an answer does, and `conflict`. */
export async function sayNeeds(db: Db, key: Key, needs: string, now: Instant) {
	return command(db, async (trx) => {
		const invitation = await invitationOf(trx, key);
		if (!invitation) return refuse('notFound');
		if (isOthers(key, invitation)) return refuse('notAllowed');
		const refusal = whyNotAnswer(invitation.gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		if (invitation.answer !== 'accepted') return refuse('conflict');
		await trx
			.updateTable('invitation')
			.set({ needs: needs.trim() || null })
			.where('id', '=', invitation.id)
			.execute();
		// It is written anew with what they have said now.
		const { municipalityId, gatheringId: id, personId } = invitation;
		await withdraw(trx, municipalityId, { kind: 'beforeDay', id, personId });
		return { ok: true as const };
	});
}
