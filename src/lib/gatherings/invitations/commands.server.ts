import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { tickOff } from '../checklist/commands.server.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { type MailSettings, hasNews, mayPlan } from '../model.ts';
import { byId, type GatheringDetail } from '../queries.server.ts';
import { tellSpeakers } from '../speakers/news.server.ts';
import { publishFirst } from '../programme/revisions.server.ts';
import { type PersonReader, readersOf, mailFactsOf } from './queries.server.ts';
import { newId } from '#lib/ids.ts';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { type MailFacts, calendarOf, invitationLetter } from './mail.ts';
import { titleOf } from '../text.ts';

type Trx = Transaction<Database>;

/**
 * Invites people: a personal link and a calendar file each, in their language, as mails in the outbox that a human releases.
 * Gives how many were `invited` now and how many were `already`, and who is `unreachable` (no usable address: asked in person).
 * Refuses `notAllowed`, `notFound`, `closedCancelled`, `closed`, `conflictNews` (those invited must first be told of the change),
 * `missingDate`, `emptyProgramme`, `empty` (no one chosen), `invalidPerson`.
 */
export async function invite(db: Db, actor: Actor, gatheringId: string, personIds: readonly string[], mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const wanted = [...new Set(personIds)];
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (gathering.state === 'cancelled') return refuse('closedCancelled');
		if (gathering.state === 'open' || gathering.state === 'held') return refuse('closed');
		if (hasNews(gathering)) return refuse('conflictNews');
		const facts = await mailFactsOf(trx, municipalityId, gatheringId);
		if (!facts) return refuse('missingDate');
		if (facts.items.length === 0) return refuse('emptyProgramme');
		if (wanted.length === 0) return refuse('empty');
		const readers = (await readersOf(trx, municipalityId)).filter((reader) => wanted.includes(reader.id));
		if (readers.length < wanted.length) return refuse('invalidPerson');
		const before = await trx.selectFrom('invitation').select('personId').where('gatheringId', '=', gatheringId).execute();
		const fresh = readers.filter((reader) => !before.some((invitation) => invitation.personId === reader.id));
		const unreachable = await send(trx, municipalityId, facts, fresh, mail, now);
		const invited = fresh.length - unreachable.length;
		if (invited > 0) {
			await trx
				.updateTable('gathering')
				.set({ state: 'invited', ...(gathering.sentSequence === null && toldNow(gathering)) })
				.where('id', '=', gatheringId)
				.execute();
			await publishFirst(trx, actor, gathering, now);
			await tellSpeakers(trx, { name: actor.name, municipalityName: actor.municipalityName }, municipalityId, gatheringId, mail, now);
			await recordPlanningTime(trx, municipalityId, gatheringId, now);
			await tickOff(trx, actor, gatheringId, 'invite', now);
			await record(trx, actor, 'invitation.send', { kind: 'gathering', id: gatheringId, detail: { invited } }, now);
		}
		return {
			ok: true as const,
			invited,
			already: readers.length - fresh.length,
			unreachable: unreachable.map(({ id, name }) => ({ id, name }))
		};
	});
}

/** What those invited are told with this letter, by which the next one says what is new. */
const toldNow = ({ calendarSequence, date, startTime, room }: GatheringDetail) => ({
	sentSequence: calendarSequence,
	sentDate: date,
	sentTime: startTime,
	sentRoom: room
});

/** Puts an invitation and its mail there for each reader; those whose address no mail can go to are given back, without invitation. */
export async function send(
	trx: Trx,
	municipalityId: string,
	facts: MailFacts,
	readers: readonly PersonReader[],
	mail: MailSettings,
	now: Instant,
	/** A colleague whom they come instead of, until when the place is kept, and whose release it goes by. */
	more: { inPlaceOf?: { invitationId: string; name: string }; offerUntil?: Instant | null; releasedBy?: string } = {}
): Promise<PersonReader[]> {
	const letters = readers.flatMap((reader) => {
		const { email } = reader;
		if (email === null) return [];
		const { href: link, tokenHash } = newPersonalLink('invitation', mail.origin);
		const letter: NewMail = {
			recipient: { personId: reader.id, name: reader.name, email },
			locale: reader.locale,
			...invitationLetter(facts, reader, link, { insteadOf: more.inPlaceOf?.name, until: more.offerUntil ?? null }),
			...(more.releasedBy !== undefined && { releasedBy: more.releasedBy }),
			calendar: { method: 'REQUEST', text: calendarOf(facts, reader, 'REQUEST', mail, link, now) }
		};
		return [{ reader, tokenHash, letter }];
	});
	const document = { kind: 'invitation', id: facts.id, version: facts.sequence, title: titleOf(facts, 'nn') } as const;
	const { refused } = await enqueue(
		trx,
		municipalityId,
		document,
		letters.map(({ letter }) => letter),
		now
	);
	const reached = letters.filter(({ reader }) => !refused.some(({ email }) => email === reader.email));
	if (reached.length > 0) {
		await trx
			.insertInto('invitation')
			.values(
				reached.map(({ reader, tokenHash }) => ({
					id: newId(),
					municipalityId,
					gatheringId: facts.id,
					personId: reader.id,
					tokenHash,
					answer: null,
					answeredAt: null,
					createdAt: now,
					waitingAt: null,
					offeredAt: null,
					offerUntil: more.offerUntil ?? null,
					needs: null,
					inPlaceOfId: more.inPlaceOf?.invitationId ?? null
				}))
			)
			.onConflict((conflict) =>
				conflict.columns(['gatheringId', 'personId']).doUpdateSet((row) => ({ tokenHash: row.ref('excluded.tokenHash') }))
			)
			.execute();
	}
	return readers.filter((reader) => !reached.some((one) => one.reader === reader));
}
