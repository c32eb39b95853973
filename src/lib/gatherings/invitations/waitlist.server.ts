import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { daysBetween, civilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { requireGathering } from '../commands.server.ts';
import { readersOf, mailFactsOf } from './queries.server.ts';
import { lineLetter } from './dayMail.ts';
import { offerLetter } from './mail.ts';
import { stewardsOf } from '../checklist/queries.server.ts';
import { titleOf } from '../text.ts';
import type { MailSettings } from '../model.ts';
import { mayInvite, mayPlan, whyNotAnswer } from '../model.ts';
import { freePlaces, offerEnds, invitationStatus, taken, type Terms } from './capacity.ts';
import { byId } from '../queries.server.ts';
import { keepTerms, placements, termsOf } from './terms.server.ts';

/** Which edition of a letter about one gathering is written today: one a person and day. */
export function edition(now: Instant): number {
	return daysBetween('1970-01-01', civilDate(now));
}

/** A further link to an invitation: its address, of whose token only the hash is kept. */
export async function moreLink(trx: Db, municipalityId: string, invitationId: string, origin: string, now: Instant): Promise<string> {
	const { href, tokenHash } = newPersonalLink('invitation', origin);
	await trx.insertInto('invitationLink').values({ tokenHash, municipalityId, invitationId, createdAt: now }).execute();
	return href;
}

/**
 * Who let the invitations to a gathering go. What follows from the answers (an offer, a substitute's invitation) goes by that
 * release; undefined while nobody has, and then it waits like any other mail.
 */
export async function releaserOf(db: Db, municipalityId: string, gatheringId: string): Promise<string | undefined> {
	const released = await db
		.selectFrom('mail')
		.select('releasedBy')
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'invitation')
		.where('documentId', '=', gatheringId)
		.where('releasedBy', 'is not', null)
		.orderBy('releasedAt', 'desc')
		.limit(1)
		.executeTakeFirst();
	return released?.releasedBy ?? undefined;
}

/**
 * Offers what is free to those who have stood in line the longest; a place is theirs until `offerEnds`, and then the next one's.
 * Gives how many were offered one.
 */
export async function offerPlaces(db: Db, municipalityId: string, gatheringId: string, mail: MailSettings, now: Instant): Promise<number> {
	return inTransaction(db, async (trx) => {
		const terms = await termsOf(trx, municipalityId, gatheringId);
		const invitations = await placements(trx, municipalityId, gatheringId);
		const line = invitations.filter((one) => invitationStatus(one, now) === 'waiting');
		if (line.length === 0) return 0;
		const gathering = await byId(trx, municipalityId, gatheringId);
		const facts = await mailFactsOf(trx, municipalityId, gatheringId);
		if (!gathering || !facts || whyNotAnswer(gathering, civilDate(now))) return 0;
		const until = offerEnds(now, facts);
		if (until === null) return 0;
		const free = freePlaces(terms, invitations, now) ?? line.length;
		const readers = await readersOf(trx, municipalityId);
		const releasedBy = await releaserOf(trx, municipalityId, gatheringId);
		const document = { kind: 'placeOffer', id: gatheringId, version: edition(now), title: titleOf(facts, gathering.locale) } as const;
		let offered = 0;
		for (const { id, personId } of line) {
			if (offered === free) break;
			const reader = readers.find((one) => one.id === personId);
			if (!reader?.email) continue;
			const link = await moreLink(trx, municipalityId, id, mail.origin, now);
			await trx.updateTable('invitation').set({ offeredAt: now, offerUntil: until }).where('id', '=', id).execute();
			const letter = {
				recipient: { personId, name: reader.name, email: reader.email },
				locale: reader.locale,
				...offerLetter(facts, reader, link, until),
				...(releasedBy !== undefined && { releasedBy })
			};
			await enqueue(trx, municipalityId, document, [letter], now);
			offered++;
		}
		if (offered > 0) {
			const system = { id: null, municipalityId, name: 'Samling' };
			await record(trx, system, 'invitation.offer', { kind: 'gathering', id: gatheringId, detail: { offered } }, now);
		}
		return offered;
	});
}

/** Writes to whoever has the forum that people stand in line for it, once a day: they can make room for more. */
export async function tellOfLine(trx: Db, municipalityId: string, gatheringId: string, mail: MailSettings, now: Instant): Promise<void> {
	const gathering = await byId(trx, municipalityId, gatheringId);
	if (!gathering) return;
	const { capacity } = await termsOf(trx, municipalityId, gatheringId);
	const invitations = await placements(trx, municipalityId, gatheringId);
	const waiting = invitations.filter((one) => invitationStatus(one, now) === 'waiting').length;
	const link = `${mail.origin}/gatherings/${gatheringId}/invitations`;
	const mails = (await stewardsOf(trx, municipalityId, gathering.seriesId, civilDate(now))).map(({ person, email, locale }) => ({
		recipient: { personId: person.id, name: person.name, email },
		locale,
		...lineLetter(gathering, { name: person.name, locale }, { waiting, capacity, link })
	}));
	const document = { kind: 'waitingList', id: gatheringId, version: edition(now), title: titleOf(gathering, gathering.locale) } as const;
	await enqueue(trx, municipalityId, document, mails, now);
}

/** Lets offers that nobody took go to the next in line, and offers what became free some other way. Looked at once an hour. */
export async function advanceWaitlists(db: Db, municipalityId: string, mail: MailSettings, now: Instant): Promise<void> {
	const ahead = await db
		.selectFrom('invitation')
		.innerJoin('gathering', 'gathering.id', 'invitation.gatheringId')
		.select('invitation.gatheringId')
		.distinct()
		.where('invitation.municipalityId', '=', municipalityId)
		.where('gathering.state', '=', 'invited')
		.where('invitation.waitingAt', 'is not', null)
		.execute();
	for (const { gatheringId } of ahead) {
		await inTransaction(db, async (trx) => {
			await trx
				.updateTable('invitation')
				.set({ waitingAt: null })
				.where('gatheringId', '=', gatheringId)
				.where('answer', 'is', null)
				.where('offerUntil', '<=', now)
				.execute();
			await offerPlaces(trx, municipalityId, gatheringId, mail, now);
		});
	}
}

/**
 * The last day to say yes on, and how many there is room for; null takes the limit away. Whoever stands in line is offered what
 * has become free. Refuses `notAllowed`, `notFound`, `closed`, `past`,
 * `invalidDeadline`, `conflict`.
 */
export async function setTerms(db: Db, actor: Actor, gatheringId: string, terms: Terms, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		if (!mayInvite(actor, gathering)) return refuse('closed');
		const before = await termsOf(trx, municipalityId, gatheringId);
		const moved = terms.answerBy !== null && terms.answerBy !== before.answerBy;
		if (moved && terms.answerBy! < civilDate(now)) return refuse('past');
		if (moved && gathering.date !== null && terms.answerBy! > gathering.date) return refuse('invalidDeadline');
		if (terms.capacity !== null && taken(await placements(trx, municipalityId, gatheringId), now) > terms.capacity)
			return refuse('conflict');
		await keepTerms(trx, municipalityId, gatheringId, terms);
		await offerPlaces(trx, municipalityId, gatheringId, mail, now);
		await record(trx, actor, 'invitation.setTerms', { kind: 'gathering', id: gatheringId, detail: terms }, now);
		return { ok: true as const };
	});
}
