import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { addressesIn } from '#lib/gatherings/invitations/pastedAddresses.ts';
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
import { audience, others } from './readers.server.ts';

/**
 * Puts the newest published version in the outbox, one mail a person with a personal link, in their language, and with what is their
 * own in it: to those who were there, were invited, or are to be informed (`to`), units, persons and addresses among them, less those who
 * are left out. Nothing leaves before somebody releases it there. Saying it twice adds only those who have come to since. Refuses
 * `notFound`, `notAllowed`, `missing` (nothing is published), `invalidAddresses` (with what could not be read) and `empty` (nobody can
 * be written to).
 */
export async function mailSummary(db: Db, actor: Actor, gatheringId: string, origin: string, now: Instant, to: Recipients = { audiences }) {
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
		const typed = addressesIn(to.addresses ?? '');
		if (typed.unread.length > 0) return refuse('invalidAddresses', { unread: typed.unread });
		const { known, added, strangers } = await addReaders(trx, municipalityId, { id: summary.id, gatheringId }, { to, typed }, origin, now);
		if (added.length === 0 && strangers.length === 0 && known === 0) return refuse('empty');
		const personIds = added.map(({ person }) => person.id);
		const tokens = await unsubscribeTokens(trx, municipalityId, 'summary', personIds, now);
		const parts = await personalParts(trx, municipalityId, gatheringId);
		const sent = { ...gathering, version: summary.version, content: contentFrom(summary.content) };
		const document = { kind: 'summary', id: summary.id, version: summary.version, title: summary.title } as const;
		const mails = [
			...added.map(({ person, why, href }) =>
				mailTo(person, why, { href, unsubscribe: linkAddress('unsubscribe', origin, tokens.get(person.id)!) }, parts.get(person.id), sent)
			),
			...strangers.map((one) => mailTo({ ...one, id: null, locale: null }, 'informed', null, undefined, sent))
		];
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		await record(trx, actor, 'summary.mail', { kind: 'summary', id: summary.id, detail: { queued: enqueued } }, now);
		return { ok: true as const, queued: enqueued };
	});
}

/**
 * Whom a summary goes to: audiences; of those who were in none of them all of some units, some persons, and addresses as they were typed
 * or pasted; and who of all these is left out.
 */
export type Recipients = {
	audiences: readonly Audience[];
	unitIds?: readonly string[];
	personIds?: readonly string[];
	addresses?: string;
	without?: readonly string[];
};

/**
 * Gives a personal link to each person of `to` who has none to this version; `known` is how many have one already, `strangers` are the
 * addresses of nobody in Personar.
 */
async function addReaders(
	trx: Db,
	municipalityId: string,
	summary: { id: string; gatheringId: string },
	{ to, typed }: { to: Recipients; typed: ReturnType<typeof addressesIn> },
	origin: string,
	now: Instant
) {
	const people = await audience(trx, municipalityId, summary.gatheringId, summary.id);
	const more = await others(trx, municipalityId, summary.gatheringId, summary.id);
	const { unitIds = [], personIds = [], without = [] } = to;
	const at = new Set(typed.people.map(({ email }) => email));
	const informed = more.filter(
		({ id, unitId, email }) => (unitId !== null && unitIds.includes(unitId)) || personIds.includes(id) || at.has(email)
	);
	const chosen: { person: Reader & { id: string }; why: Audience }[] = [
		// Whose address is typed gets the letter that is theirs, whichever audiences are chosen.
		...audiences.flatMap((why) =>
			people[why].filter(({ email }) => to.audiences.includes(why) || at.has(email)).map((person) => ({ person, why }))
		),
		...informed.map((person) => ({ person, why: 'informed' as const }))
	];
	const added = chosen
		.filter(({ person }) => !without.includes(person.id))
		.map((one) => ({ ...one, ...newPersonalLink('summary', origin) }));
	const known = await trx.selectFrom('person').select('email').where('municipalityId', '=', municipalityId).execute();
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
	return { known: people.already.length, added, strangers: typed.people.filter(({ email }) => !known.some((one) => one.email === email)) };
}
