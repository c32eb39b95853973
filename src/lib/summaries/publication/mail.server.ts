import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor } from '#lib/people/model.ts';
import { linkAddress, newPersonalLink } from '#lib/personalLink.server.ts';
import { refuse } from '#lib/result.ts';
import { audiences, contentFrom, type Audience } from '../model.ts';
import { versions } from '../queries.server.ts';
import { mailTo, type Reader } from './mail.ts';
import { personalParts } from './personalParts.server.ts';
import { audience } from './readers.server.ts';

/**
 * Puts the newest published version in the outbox, one mail a person with a personal link, in their language, and with what is their
 * own in it: to those who were there, were invited, or are to be informed (`to`). Nothing leaves before somebody releases it there.
 * Saying it twice adds only those who have come to since. Refuses `notFound`, `notAllowed`, `missing` (nothing is published) and
 * `empty` (nobody can be written to).
 */
export async function mailSummary(
	db: Db,
	actor: Actor,
	gatheringId: string,
	origin: string,
	now: Instant,
	to: readonly Audience[] = audiences
) {
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await trx
			.selectFrom('gathering')
			.innerJoin('municipality', 'municipality.id', 'gathering.municipalityId')
			.innerJoin('series', 'series.id', 'gathering.seriesId')
			.select(['gathering.theme', 'gathering.date', 'municipality.name as municipalityName', 'municipality.locale'])
			.select(['series.nameNn as seriesNn', 'series.nameNb as seriesNb'])
			.where('gathering.id', '=', gatheringId)
			.where('gathering.municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!gathering) return refuse('notFound');
		if (!mayLead(actor)) return refuse('notAllowed');
		const summary = (await versions(trx, municipalityId, gatheringId)).find((version) => version.publishedAt !== null);
		if (!summary?.content) return refuse('missing');
		const { known, added } = await addReaders(trx, municipalityId, { id: summary.id, gatheringId }, to, origin, now);
		if (added.length === 0 && known === 0) return refuse('empty');
		const personIds = added.map(({ person }) => person.id);
		const tokens = await unsubscribeTokens(trx, municipalityId, 'summary', personIds, now);
		const parts = await personalParts(trx, municipalityId, gatheringId);
		const sent = { ...gathering, version: summary.version, content: contentFrom(summary.content) };
		const document = { kind: 'summary', id: summary.id, version: summary.version, title: summary.title } as const;
		const mails = added.map(({ person, why, href }) =>
			mailTo(person, why, { href, unsubscribe: linkAddress('unsubscribe', origin, tokens.get(person.id)!) }, parts.get(person.id), sent)
		);
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		await record(trx, actor, 'summary.mail', { kind: 'summary', id: summary.id, detail: { queued: enqueued } }, now);
		return { ok: true as const, queued: enqueued };
	});
}

/** Gives a personal link to each person of the audiences `to` who has none to this version; `known` is how many have one already. */
async function addReaders(
	trx: Db,
	municipalityId: string,
	summary: { id: string; gatheringId: string },
	to: readonly Audience[],
	origin: string,
	now: Instant
): Promise<{ known: number; added: { person: Reader; why: Audience; tokenHash: string; href: string }[] }> {
	const people = await audience(trx, municipalityId, summary.gatheringId);
	const before = await trx.selectFrom('summaryReader').select('personId').where('summaryId', '=', summary.id).execute();
	const known = new Set(before.map((reader) => reader.personId));
	const added = to.flatMap((why) =>
		people[why].filter((person) => !known.has(person.id)).map((person) => ({ person, why, ...newPersonalLink('summary', origin) }))
	);
	const rows = added.map(({ person, why, tokenHash }) => ({
		summaryId: summary.id,
		personId: person.id,
		municipalityId,
		audience: why === 'attended' ? ('attended' as const) : ('informed' as const),
		tokenHash,
		createdAt: now
	}));
	for (let start = 0; start < rows.length; start += 1000)
		await trx
			.insertInto('summaryReader')
			.values(rows.slice(start, start + 1000))
			.execute();
	return { known: known.size, added };
}
