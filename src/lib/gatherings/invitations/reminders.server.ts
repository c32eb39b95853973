import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireGathering } from '../commands.server.ts';
import { tickOff } from '../checklist/commands.server.ts';
import { readersOf, mailFactsOf } from './queries.server.ts';
import { reminderLetter } from './mail.ts';
import { titleOf } from '../text.ts';
import type { MailSettings } from '../model.ts';
import { hasNews, mayPlan, whyNotAnswer } from '../model.ts';
import { edition, moreLink } from './waitlist.server.ts';
import { isPastDeadline, invitationStatus } from './capacity.ts';
import { placements, termsOf } from './terms.server.ts';

/** Those whose invitation has left and who have not answered: whom a reminder goes to. */
async function silent(db: Db, municipalityId: string, gatheringId: string, now: Instant) {
	const left = await db
		.selectFrom('mail')
		.select('recipientPersonId')
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'invitation')
		.where('documentId', '=', gatheringId)
		.where('state', 'in', ['sending', 'sent'])
		.execute();
	const has = new Set(left.map(({ recipientPersonId }) => recipientPersonId));
	return (await placements(db, municipalityId, gatheringId)).filter(
		(one) => invitationStatus(one, now) === 'unanswered' && has.has(one.personId)
	);
}

/** How many a reminder would go to now. */
export async function silentCount(db: Db, municipalityId: string, gatheringId: string, now: Instant): Promise<number> {
	return (await silent(db, municipalityId, gatheringId, now)).length;
}

/**
 * Reminds those who have not answered, and nobody else: mails in the outbox, at most one a person and day; whoever answers before
 * theirs has left gets none. Refuses `notAllowed`, `notFound`, `closedCancelled`, `closed`, `pastDeadline`, `conflictNews`, `empty`.
 */
export async function remind(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		const refusal = whyNotAnswer(gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		const facts = await mailFactsOf(trx, municipalityId, gatheringId);
		if (!facts) return refuse('notFound');
		if (hasNews(gathering)) return refuse('conflictNews');
		if (isPastDeadline(await termsOf(trx, municipalityId, gatheringId), civilDate(now))) return refuse('pastDeadline');
		const people = await silent(trx, municipalityId, gatheringId, now);
		const readers = new Map((await readersOf(trx, municipalityId)).map((reader) => [reader.id, reader]));
		const mails: NewMail[] = [];
		for (const { id, personId } of people) {
			const reader = readers.get(personId);
			if (!reader?.email) continue;
			const link = await moreLink(trx, municipalityId, id, mail.origin, now);
			const recipient = { personId, name: reader.name, email: reader.email };
			mails.push({ recipient, locale: reader.locale, ...reminderLetter(facts, reader, link) });
		}
		if (mails.length === 0) return refuse('empty');
		const document = { kind: 'invitationReminder', id: gatheringId, version: edition(now), title: titleOf(facts, 'nn') } as const;
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		await tickOff(trx, actor, gatheringId, 'remind', now);
		await record(trx, actor, 'invitation.remind', { kind: 'gathering', id: gatheringId, detail: { reminded: enqueued } }, now);
		return { ok: true as const, reminded: enqueued };
	});
}
