import type { MailKind } from '#db/schema/mail.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { hashOf, newToken } from '#lib/tokens.server.ts';
import { hashLinks } from './links.server.ts';
import { unsubscribable } from './model.ts';

/** A fresh secret for each of these persons, for the link at the foot of a mail of this kind; only its hash is kept. */
export async function unsubscribeTokens(
	db: Db,
	municipalityId: string,
	kind: MailKind,
	personIds: readonly string[],
	now: Instant
): Promise<Map<string, string>> {
	const tokens = new Map(personIds.map((personId) => [personId, newToken()]));
	const rows = [...tokens].map(([personId, token]) => ({ tokenHash: hashOf(token), municipalityId, personId, kind, createdAt: now }));
	for (let start = 0; start < rows.length; start += 1000)
		await db
			.insertInto('mailStopLink')
			.values(rows.slice(start, start + 1000))
			.execute();
	return tokens;
}

/**
 * What a link at the foot of a mail is about, and whether its reader has unsubscribed; undefined for an unknown link. Reading it changes
 * nothing.
 */
export async function unsubscribeLinkOf(
	db: Db,
	token: string
): Promise<{ municipalityId: string; personId: string; kind: MailKind; isUnsubscribed: boolean } | undefined> {
	const link = await db
		.selectFrom('mailStopLink')
		.leftJoin('mailStop', (join) =>
			join
				.onRef('mailStop.municipalityId', '=', 'mailStopLink.municipalityId')
				.onRef('mailStop.personId', '=', 'mailStopLink.personId')
				.onRef('mailStop.kind', '=', 'mailStopLink.kind')
		)
		.select(['mailStopLink.municipalityId', 'mailStopLink.personId', 'mailStopLink.kind', 'mailStop.stoppedAt'])
		.where('mailStopLink.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	return link && { municipalityId: link.municipalityId, personId: link.personId, kind: link.kind, isUnsubscribed: link.stoppedAt !== null };
}

/**
 * Unsubscribes the reader of a link from mails of its kind, or takes that back. What is in the outbox for them is cancelled.
 * Asking twice changes nothing. Refuses `notFound`, and `notAllowed` for kinds that are part of the work.
 */
export async function setUnsubscribed(db: Db, token: string, unsubscribed: boolean, now: Instant) {
	return command(db, async (trx) => {
		const link = await unsubscribeLinkOf(trx, token);
		if (!link) return refuse('notFound');
		const { municipalityId, personId, kind, isUnsubscribed } = link;
		if (!unsubscribable.includes(kind)) return refuse('notAllowed');
		if (isUnsubscribed === unsubscribed) return { ok: true as const };
		if (unsubscribed) {
			await trx.insertInto('mailStop').values({ municipalityId, personId, kind, stoppedAt: now }).execute();
			const cancelled = await trx
				.updateTable('mail')
				.set({ state: 'cancelled', nextAttemptAt: null })
				.where('municipalityId', '=', municipalityId)
				.where('recipientPersonId', '=', personId)
				.where('kind', '=', kind)
				.where('state', 'in', ['held', 'queued', 'awaitingRetry'])
				.returning('id')
				.execute();
			await hashLinks(
				trx,
				cancelled.map(({ id }) => id)
			);
		} else {
			await trx
				.deleteFrom('mailStop')
				.where('municipalityId', '=', municipalityId)
				.where('personId', '=', personId)
				.where('kind', '=', kind)
				.execute();
		}
		const self = { id: personId, municipalityId, name: '' };
		await record(trx, self, unsubscribed ? 'mail.unsubscribe' : 'mail.subscribe', { kind: 'mail', id: kind }, now);
		return { ok: true as const };
	});
}

/** Those of `mails` whose recipient still wants mails of this kind. */
export async function withoutUnsubscribed<M extends { recipient: { personId: string | null } }>(
	db: Db,
	municipalityId: string,
	kind: MailKind,
	mails: readonly M[]
): Promise<readonly M[]> {
	if (!unsubscribable.includes(kind)) return mails;
	const rows = await db
		.selectFrom('mailStop')
		.select('personId')
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', kind)
		.execute();
	const unsubscribed = new Set(rows.map((row) => row.personId));
	return mails.filter(({ recipient }) => recipient.personId === null || !unsubscribed.has(recipient.personId));
}

/** Why a letter of some kind would not reach somebody, or `yes`. */
export type Reach = 'yes' | 'noAddress' | 'bounced' | 'unsubscribed';

/** Whether a letter of this kind reaches these people, one after the other: what `enqueue` goes by, for whoever chooses. */
export async function reach(
	db: Db,
	municipalityId: string,
	kind: MailKind,
	people: readonly { personId: string | null; email: string | null }[]
): Promise<Reach[]> {
	const dead = await bouncedAddresses(db, municipalityId);
	const wanting = await withoutUnsubscribed(
		db,
		municipalityId,
		kind,
		people.map((recipient) => ({ recipient }))
	);
	const want = new Set(wanting.map(({ recipient }) => recipient));
	return people.map((person) => {
		const address = person.email === null ? undefined : mailAddress(person.email);
		if (!address) return 'noAddress';
		if (!want.has(person)) return 'unsubscribed';
		return dead.has(address) ? 'bounced' : 'yes';
	});
}

/** The addresses that a mail has come back from; one that is tried again and arrives is no longer among them. */
export async function bouncedAddresses(db: Db, municipalityId: string): Promise<Set<string>> {
	const rows = await db
		.selectFrom('mail')
		.select('recipientEmail')
		.distinct()
		.where('municipalityId', '=', municipalityId)
		.where('state', '=', 'bounced')
		.where('sentAt', 'is not', null)
		.execute();
	return new Set(rows.map(({ recipientEmail }) => recipientEmail));
}
