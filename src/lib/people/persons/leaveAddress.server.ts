import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { moveRecipient, type MailsOf } from '#lib/mail/links.server.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { addressChangedLetter } from '../auth/mail.ts';
import type { Actor, Locale } from '../model.ts';

/**
 * Somebody is no longer reached by an address: links that went to it open nothing, what waits goes to the new one, and the old one is told
 * at once when anything had gone there. Gives whether it had. `whose.id` is the person's, or that of the row that has the address. Part of
 * the commands that change one.
 */
export async function leaveAddress(
	trx: Db,
	actor: Actor,
	of: MailsOf,
	whose: { id: string; name: string; locale: Locale },
	change: { from: string; to: string | null },
	now: Instant
): Promise<boolean> {
	const { municipalityId, municipalityName: municipality } = actor;
	const hadGone = (await moveRecipient(trx, municipalityId, of, change)) > 0;
	if (!hadGone && !('personId' in of)) return false;
	const last = await trx
		.selectFrom('mail')
		.select((mail) => mail.fn.max('documentVersion').as('version'))
		.where('kind', '=', 'addressChange')
		.where('documentId', '=', whose.id)
		.executeTakeFirst();
	const letter = addressChangedLetter({ ...whose, municipality });
	const recipient = { personId: 'personId' in of ? of.personId : null, name: whose.name, email: change.from };
	const document = { kind: 'addressChange', id: whose.id, version: Number(last?.version ?? 0) + 1, title: letter.subject } as const;
	await enqueue(trx, municipalityId, document, [{ recipient, locale: whose.locale, ...letter, askedFor: true }], now);
	return hadGone;
}
