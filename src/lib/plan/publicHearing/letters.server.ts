import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { outcomeLetter, receiptLetter } from './mail.ts';

/** Where in the outbox: whose, with which links, and when. */
type Sender = { municipalityId: string; origin: string; now: Instant };
type Plan = { nameNn: string; nameNb: string };

/** The receipt that the author of a remark has asked for, with a link of its own. It repeats nothing of what was typed. */
export async function writeReceipt(
	trx: Db,
	{ municipalityId, origin, now }: Sender,
	sent: { inputId: string; email: string; name: string },
	{ nameNn, nameNb, deadline }: Plan & { deadline: string }
): Promise<void> {
	const { locale, name: municipality } = await homeOf(trx, municipalityId);
	const { tokenHash, href } = newPersonalLink('remark', origin);
	await trx.insertInto('remarkLink').values({ tokenHash, municipalityId, inputId: sent.inputId }).execute();
	const plan = nameFor(locale, { nn: nameNn, nb: nameNb }).text;
	const recipient = { personId: null, name: sent.name || sent.email, email: sent.email };
	const document = { kind: 'remarkReceipt' as const, id: sent.inputId, version: 1, title: plan };
	const mail = { recipient, locale, askedFor: true as const, ...receiptLetter({ locale, municipality, plan, deadline, href }) };
	await enqueue(trx, municipalityId, document, [mail], now);
}

/**
 * Tells everybody who gave an address with a remark of a version that it is adopted: a letter an address, with a link to each remark.
 * Gives how many were queued; they wait until somebody has seen them, as those to the bodies do.
 */
export async function tellSenders(trx: Db, { municipalityId, origin, now }: Sender, version: Plan & { id: string }): Promise<number> {
	const remarks = await trx
		.selectFrom('publicRemark')
		.innerJoin('planInput', 'planInput.id', 'publicRemark.inputId')
		.select(['publicRemark.inputId', 'publicRemark.hearingId', 'publicRemark.email', 'publicRemark.name', 'publicRemark.speaksFor'])
		.where('planInput.versionId', '=', version.id)
		.where('planInput.withdrawnAt', 'is', null)
		.where('publicRemark.email', 'is not', null)
		.orderBy('planInput.createdAt')
		.execute();
	if (remarks.length === 0) return 0;
	const { locale, name: municipality } = await homeOf(trx, municipalityId);
	const plan = nameFor(locale, { nn: version.nameNn, nb: version.nameNb }).text;
	const links = remarks.map((remark) => ({ ...remark, ...newPersonalLink('remark', origin) }));
	const rows = links.map(({ tokenHash, inputId }) => ({ tokenHash, municipalityId, inputId }));
	for (let at = 0; at < rows.length; at += 200)
		await trx
			.insertInto('remarkLink')
			.values(rows.slice(at, at + 200))
			.execute();
	const mails = [...Map.groupBy(links, ({ email }) => email!)].map(([email, theirs]) => ({
		recipient: { personId: null, name: theirs[0]!.name || theirs[0]!.speaksFor || email, email },
		locale,
		...outcomeLetter({ locale, municipality, plan, hrefs: theirs.map(({ href }) => href) })
	}));
	// The bodies of the round are told in its first version.
	const document = { kind: 'hearingOutcome' as const, id: remarks[0]!.hearingId, version: 2, title: plan };
	return (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
}

const homeOf = (trx: Db, id: string) =>
	trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', id).executeTakeFirstOrThrow();
