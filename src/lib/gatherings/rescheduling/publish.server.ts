import { refuse } from '#lib/result.ts';
import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireGathering } from '../commands.server.ts';
import { hasNews, type MailSettings, mayChange, mayPlan } from '../model.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { changesBetween } from '../programme/diff.ts';
import { partsOf, programme } from '../programme/queries.server.ts';
import { followProgramme, publishedVersions, saveRevision } from '../programme/revisions.server.ts';
import { tellSpeakers } from '../speakers/news.server.ts';
import { byId } from '../queries.server.ts';
import { titleOf } from '../text.ts';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import { calendarOf } from '../invitations/mail.ts';
import { send } from '../invitations/commands.server.ts';
import { programmeLetter } from '../invitations/dayMail.ts';
import { mailFactsOf } from '../invitations/queries.server.ts';
import { withdrawUnsent } from './reached.server.ts';
import { moreLink } from '../invitations/waitlist.server.ts';

/**
 * Shows the draft to everybody who may read the programme, as a new version that never changes; speakers whose part is at another time,
 * or gone, are written to, and so are those invited when it is not the first one.
 * Refuses `notAllowed`, `notFound`, `closed` (held or cancelled), `emptyProgramme`, `emptyChange` (that is what they see already).
 */
export async function publishProgramme(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		if (!mayChange(actor, gathering)) return refuse('closed');
		const draft = partsOf(await programme(trx, municipalityId, gatheringId));
		if (draft.length === 0) return refuse('emptyProgramme');
		const [latest] = await publishedVersions(trx, municipalityId, gatheringId);
		if (latest && changesBetween(latest.parts, draft).length === 0) return refuse('emptyChange');
		await saveRevision(trx, gathering, null, draft, actor, now, now);
		await followProgramme(trx, gathering, draft);
		const told = await tellSpeakers(
			trx,
			{ name: actor.name, municipalityName: actor.municipalityName },
			municipalityId,
			gatheringId,
			mail,
			now
		);
		const guests = latest ? await tellGuests(trx, municipalityId, gatheringId, mail, now) : 0;
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'programme.publish', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const, version: (latest?.version ?? 0) + 1, told, guests };
	});
}

/** A letter with the new programme to everybody invited who has not said no; an invitation that has not left is written anew. */
async function tellGuests(
	trx: Transaction<Database>,
	municipalityId: string,
	gatheringId: string,
	mail: MailSettings,
	now: Instant
): Promise<number> {
	const gathering = await byId(trx, municipalityId, gatheringId);
	if (!gathering || gathering.state !== 'invited' || hasNews(gathering)) return 0;
	const sequence = gathering.calendarSequence + 1;
	await trx.updateTable('gathering').set({ calendarSequence: sequence, sentSequence: sequence }).where('id', '=', gatheringId).execute();
	const facts = await mailFactsOf(trx, municipalityId, gatheringId);
	if (!facts) return 0;
	const { reached, unsent } = await withdrawUnsent(trx, municipalityId, gatheringId, ['programmeChange', 'beforeDay']);
	await send(trx, municipalityId, facts, unsent, mail, now);
	const mails: NewMail[] = [];
	for (const reader of reached.filter(({ answer }) => answer !== 'declined')) {
		if (reader.email === null) continue;
		const link = await moreLink(trx, municipalityId, reader.invitationId, mail.origin, now);
		const answer = reader.answer === 'accepted' ? 'ACCEPTED' : 'NEEDS-ACTION';
		mails.push({
			recipient: { personId: reader.id, name: reader.name, email: reader.email },
			locale: reader.locale,
			...programmeLetter(facts, reader, link),
			calendar: { method: 'REQUEST', text: calendarOf(facts, reader, 'REQUEST', mail, link, now, answer) }
		});
	}
	const document = { kind: 'programmeChange', id: gatheringId, version: sequence, title: titleOf(facts, gathering.locale) } as const;
	if (mails.length > 0) await enqueue(trx, municipalityId, document, mails, now);
	return mails.length + unsent.length;
}
