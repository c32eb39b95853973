import type { CivilDate, Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { planOf } from '../queries.server.ts';
import { hearingLetter, type HearingNews } from './mail.ts';

type Round = { id: string; deadline: CivilDate; words: string; caseNumber: string | null };
export type Addressed = { id: string; name: string; email: string };

const kinds = { asked: 'hearing', moved: 'hearing', reminder: 'hearingReminder', adopted: 'becameOf' } as const;

/**
 * A letter to each address, with a link of its own for each body that is written to there; `version` is the how-manieth of its kind in
 * the round. `releasedBy`: who let the round's letters go, by address, for what follows from them by itself. Gives how many were queued.
 */
export async function writeTo(
	trx: Db,
	municipalityId: string,
	round: Round,
	about: { news: HearingNews; version: number; adoptedBy?: string | null; releasedBy?: ReadonlyMap<string, string> },
	bodies: readonly Addressed[],
	origin: string,
	now: Instant
): Promise<number> {
	if (bodies.length === 0) return 0;
	const home = await trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
	const { plan } = (await planOf(trx, municipalityId))!;
	const names = { nn: plan.nameNn, nb: plan.nameNb };
	const links = bodies.map((body) => ({ ...body, ...newPersonalLink('hearing', origin) }));
	await trx
		.insertInto('hearingLink')
		.values(links.map(({ id, tokenHash }) => ({ tokenHash, municipalityId, bodyId: id })))
		.execute();
	const mails = [...Map.groupBy(links, ({ email }) => email)].map(([email, theirs]) => {
		const releasedBy = about.releasedBy?.get(email);
		return {
			recipient: { personId: null, name: theirs.map(({ name }) => name).join(', '), email },
			locale: home.locale,
			...hearingLetter({
				locale: home.locale,
				bodies: theirs,
				municipality: home.name,
				plan: names,
				deadline: round.deadline,
				words: round.words,
				caseNumber: round.caseNumber,
				news: about.news,
				adoptedBy: about.adoptedBy ?? null
			}),
			...(releasedBy ? { releasedBy } : {})
		};
	});
	const title = nameFor(home.locale, names).text;
	const { enqueued } = await enqueue(
		trx,
		municipalityId,
		{ kind: kinds[about.news], id: round.id, version: about.version, title },
		mails,
		now
	);
	return enqueued;
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
