import { refuse, type Answer as Result } from '#lib/result.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { answerInvitation, invitationOf, type Key } from '#lib/gatherings/invitations/rsvp.server.ts';
import { whyNotAnswer, type MailSettings } from '#lib/gatherings/model.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { hostTables, settleHosts } from './queries.server.ts';

/** What somebody is asked, by the secret of a host's link; undefined when there is none. Reading changes nothing. */
export async function hostBy(db: Db, token: string) {
	const hash = hashOf(token);
	const request = await db
		.selectFrom('hostRequest')
		.innerJoin('person', 'person.id', 'hostRequest.personId')
		.innerJoin('municipality', 'municipality.id', 'hostRequest.municipalityId')
		.selectAll('hostRequest')
		.select((of) => [
			'person.name',
			'municipality.name as municipality',
			of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale')
		])
		.where((where) => where.or([where('hostRequest.tokenHash', '=', hash), where('hostRequest.reminderHash', '=', hash)]))
		.executeTakeFirst();
	if (!request) return undefined;
	const { municipalityId, gatheringId } = request;
	const gathering = await byId(db, municipalityId, gatheringId);
	if (!gathering) return undefined;
	const tables = await hostTables(db, municipalityId, gatheringId);
	return { request, gathering, table: tables.find(({ id }) => id === request.cafeTableId) ?? null };
}

/** The language that a host was asked in; undefined for an unknown link. */
export async function languageOfHost(db: Db, token: string): Promise<Locale | undefined> {
	return (await hostBy(db, token))?.request.locale;
}

/**
 * Yes or no to being a host; minds may change until check-in opens. Who says yes comes: their invitation is accepted, where there is room
 * and time. Refuses `notFound`, `closed`, `closedCancelled` and `closedRequest` (somebody else is asked instead).
 */
export async function answerHost(db: Db, token: string, answer: 'yes' | 'no', mail: MailSettings, now: Instant) {
	return command(db, async (trx) => {
		const found = await hostBy(trx, token);
		if (!found) return refuse('notFound');
		const { request, gathering } = found;
		const refusal = whyNotAnswer(gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		if (request.takenBackAt !== null) return refuse('closedRequest');
		const { id, municipalityId, gatheringId, personId } = request;
		await trx.updateTable('hostRequest').set({ answer, answeredAt: now }).where('id', '=', id).execute();
		await withdraw(trx, municipalityId, { kind: 'hostReminder', id: gatheringId, personId });
		// A full room or a deadline that has passed keeps nobody from being a host; the planners see who has no place.
		if (answer === 'yes') await answerInvitation(trx, { municipalityId, gatheringId, personId }, 'accepted', mail, now);
		await settleHosts(trx, municipalityId, gatheringId, now);
		return { ok: true as const };
	});
}

/**
 * Runs what somebody answers to their invitation (`reply`): who does not come is no host, and their letters about it are taken back.
 * Refuses as `reply` does.
 */
export async function replyAsInvited<A extends Result>(db: Db, key: Key, reply: (trx: Db) => Promise<A>, now: Instant): Promise<A> {
	return command(db, async (trx) => {
		const answer = await reply(trx);
		const invitation = answer.ok ? await invitationOf(trx, key) : undefined;
		if (invitation?.answer !== 'declined') return answer;
		const { municipalityId, gatheringId, personId } = invitation;
		const asked = await trx
			.updateTable('hostRequest')
			.set({ answer: 'no', answeredAt: now })
			.where('gatheringId', '=', gatheringId)
			.where('personId', '=', personId)
			.where('takenBackAt', 'is', null)
			.where((where) => where.or([where('answer', 'is', null), where('answer', '=', 'yes')]))
			.executeTakeFirst();
		if (asked.numUpdatedRows === 0n) return answer;
		for (const kind of ['hostRequest', 'hostReminder'] as const) await withdraw(trx, municipalityId, { kind, id: gatheringId, personId });
		await settleHosts(trx, municipalityId, gatheringId, now);
		return answer;
	});
}
