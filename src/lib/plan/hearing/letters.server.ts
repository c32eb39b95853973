import type { CivilDate, Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { planOf } from '../queries.server.ts';
import { hearingLetter, type HearingNews } from './mail.ts';

type Round = { id: string; deadline: CivilDate; words: string; caseNumber: string | null };
type Addressed = { id: string; name: string; email: string };
/** Where in the outbox: whose, with which links, and when. */
type Sender = { municipalityId: string; origin: string; now: Instant };

/** Asks bodies, or tells them of another last day; `version` is the how-manieth such letter of the round. Gives how many were queued. */
export async function askBodies(
	trx: Db,
	from: Sender,
	round: Round,
	about: { news: 'asked' | 'moved'; version: number },
	bodies: readonly Addressed[]
): Promise<number> {
	const { mails, title } = await lettersTo(trx, from, round, about, bodies);
	const document = { kind: 'hearing' as const, id: round.id, version: about.version, title };
	return (await enqueue(trx, from.municipalityId, document, mails, from.now)).enqueued;
}

/**
 * Reminds bodies. `releasedBy`: who let the round's first letters go, by address, for what follows from them by itself. Gives how many
 * were queued.
 */
export async function writeReminders(
	trx: Db,
	from: Sender,
	round: Round,
	about: { version: number; releasedBy?: ReadonlyMap<string, string> },
	bodies: readonly Addressed[]
): Promise<number> {
	const { mails, title } = await lettersTo(trx, from, round, { news: 'reminder' }, bodies);
	const document = { kind: 'hearingReminder' as const, id: round.id, version: about.version, title };
	const released = mails.map((mail) => {
		const releasedBy = about.releasedBy?.get(mail.recipient.email);
		return { ...mail, ...(releasedBy ? { releasedBy } : {}) };
	});
	return (await enqueue(trx, from.municipalityId, document, released, from.now)).enqueued;
}

/** Tells bodies that the plan is adopted, and where they see what became of their remarks. Gives how many letters were queued. */
export async function writeOutcomes(
	trx: Db,
	from: Sender,
	round: Round,
	about: { adoptedBy: string },
	bodies: readonly Addressed[]
): Promise<number> {
	const { mails, title } = await lettersTo(trx, from, round, { news: 'adopted', ...about }, bodies);
	const document = { kind: 'hearingOutcome' as const, id: round.id, version: 1, title };
	return (await enqueue(trx, from.municipalityId, document, mails, from.now)).enqueued;
}

/** A letter to each address, with a new link of its own for each body that is written to there. */
async function lettersTo(
	trx: Db,
	{ municipalityId, origin }: Sender,
	round: Round,
	{ news, adoptedBy = null }: { news: HearingNews; adoptedBy?: string | null },
	bodies: readonly Addressed[]
): Promise<{ mails: NewMail[]; title: string }> {
	const home = await trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
	const { plan } = (await planOf(trx, municipalityId))!;
	const names = { nn: plan.nameNn, nb: plan.nameNb };
	const links = bodies.map((body) => ({ ...body, ...newPersonalLink('hearing', origin) }));
	if (links.length > 0)
		await trx
			.insertInto('hearingLink')
			.values(links.map(({ id, tokenHash }) => ({ tokenHash, municipalityId, bodyId: id })))
			.execute();
	const { locale, name: municipality } = home;
	const { deadline, words, caseNumber } = round;
	const mails = [...Map.groupBy(links, ({ email }) => email)].map(([email, theirs]) => ({
		recipient: { personId: null, name: theirs.map(({ name }) => name).join(', '), email },
		locale,
		...hearingLetter({ locale, bodies: theirs, municipality, plan: names, deadline, words, caseNumber, news, adoptedBy })
	}));
	return { mails, title: nameFor(locale, names).text };
}

/** Who let the letters of a round go, by address. */
export async function releasedIn(trx: Db, municipalityId: string, hearingId: string): Promise<Map<string, string>> {
	const rows = await trx
		.selectFrom('mail')
		.select(['recipientEmail', 'releasedBy'])
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'hearing')
		.where('documentId', '=', hearingId)
		.where('sentAt', 'is not', null)
		.execute();
	return new Map(rows.flatMap(({ recipientEmail, releasedBy }) => (releasedBy ? [[recipientEmail, releasedBy] as const] : [])));
}
