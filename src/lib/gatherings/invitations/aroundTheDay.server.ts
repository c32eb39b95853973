import { addDays, civilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import { hasNews, type MailSettings } from '../model.ts';
import { materials } from '../programme/materials.server.ts';
import { byId } from '../queries.server.ts';
import { titleOf } from '../text.ts';
import { beforeDayLetter, thanksLetter } from './dayMail.ts';
import { type PersonReader, mailFactsOf, readersOf } from './queries.server.ts';
import { moreLink } from './waitlist.server.ts';

/** Days before a gathering from which those who come are written to: time for somebody to read it and let it go. */
export const beforeDays = 5;
/** Days after it in which those who were there are thanked. */
const thanksDays = 3;

type Kind = 'beforeDay' | 'thanks';

/** Which edition is written now: one that was taken back because it was no longer true is written anew the hour after. */
const hourOf = (now: Instant) => Math.floor(Date.parse(now) / 3_600_000);

/** The letters of a kind about a gathering that were not taken back: whose they are, and who last let one go. */
async function written(db: Db, municipalityId: string, kind: Kind, gatheringId: string) {
	const mails = await db
		.selectFrom('mail')
		.select(['recipientPersonId', 'releasedBy'])
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', kind)
		.where('documentId', '=', gatheringId)
		.where('state', '!=', 'cancelled')
		.execute();
	return {
		have: new Set(mails.map(({ recipientPersonId }) => recipientPersonId)),
		releasedBy: mails.find(({ releasedBy }) => releasedBy !== null)?.releasedBy ?? undefined
	};
}

/**
 * Writes what they need for the day to those who have said yes, from five days before; a later yes goes by the release of the first ones.
 * What has changed since is told first. Looked at once an hour; gives how many letters are new in the outbox.
 */
export async function writeBeforeDay(db: Db, municipalityId: string, mail: MailSettings, now: Instant): Promise<number> {
	const today = civilDate(now);
	const near = await db
		.selectFrom('gathering')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('state', '=', 'invited')
		.where('date', '>=', today)
		.where('date', '<=', addDays(today, beforeDays))
		.execute();
	let count = 0;
	for (const { id } of near)
		count += await inTransaction(db, async (trx) => {
			const gathering = await byId(trx, municipalityId, id);
			const facts = await mailFactsOf(trx, municipalityId, id);
			if (!gathering || !facts || hasNews(gathering)) return 0;
			const coming = await trx
				.selectFrom('invitation')
				.select(['id', 'personId', 'needs'])
				.where('gatheringId', '=', id)
				.where('answer', '=', 'accepted')
				.execute();
			const toRead = await materials(trx, municipalityId, id);
			const document = { kind: 'beforeDay', id, version: hourOf(now), title: titleOf(facts, gathering.locale) } as const;
			const { have, releasedBy } = await written(trx, municipalityId, 'beforeDay', id);
			const mails: NewMail[] = [];
			for (const reader of await readersOf(trx, municipalityId)) {
				const own = coming.find(({ personId }) => personId === reader.id);
				if (!own || reader.email === null || have.has(reader.id)) continue;
				const link = await moreLink(trx, municipalityId, own.id, mail.origin, now);
				const words = beforeDayLetter(facts, reader, { link, needs: own.needs, materials: toRead });
				mails.push(letterTo(reader, words, releasedBy));
			}
			return mails.length === 0 ? 0 : (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
		});
	return count;
}

/**
 * Thanks those who were there, once, within three days of the end, with the page where the summary will be. Looked at once an hour; gives
 * how many letters are new in the outbox.
 */
export async function writeThanks(db: Db, municipalityId: string, mail: MailSettings, now: Instant): Promise<number> {
	const over = await db
		.selectFrom('gathering')
		.select(['id', 'heldAt'])
		.where('municipalityId', '=', municipalityId)
		.where('state', '=', 'held')
		.where('heldAt', '>=', `${addDays(civilDate(now), -thanksDays)}T00:00:00.000Z`)
		.execute();
	let count = 0;
	for (const { id } of over)
		count += await inTransaction(db, async (trx) => {
			const gathering = await byId(trx, municipalityId, id);
			const facts = await mailFactsOf(trx, municipalityId, id);
			if (!gathering || !facts) return 0;
			const there = await trx
				.selectFrom('attendance')
				.leftJoin('invitation', (join) =>
					join.onRef('invitation.personId', '=', 'attendance.personId').onRef('invitation.gatheringId', '=', 'attendance.gatheringId')
				)
				.select(['attendance.personId', 'invitation.id as invitationId'])
				.where('attendance.gatheringId', '=', id)
				.where('attendance.personId', 'is not', null)
				.execute();
			const document = { kind: 'thanks', id, version: hourOf(now), title: titleOf(facts, gathering.locale) } as const;
			const { have, releasedBy } = await written(trx, municipalityId, 'thanks', id);
			const mails: NewMail[] = [];
			for (const reader of await readersOf(trx, municipalityId)) {
				const own = there.find(({ personId }) => personId === reader.id);
				if (!own || reader.email === null || have.has(reader.id)) continue;
				// Who was not invited but has an account reads it signed in.
				const link = own.invitationId
					? await moreLink(trx, municipalityId, own.invitationId, mail.origin, now)
					: `${mail.origin}/gatherings/${id}/summary`;
				mails.push(letterTo(reader, thanksLetter(facts, reader, link), releasedBy));
			}
			return mails.length === 0 ? 0 : (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
		});
	return count;
}

function letterTo(reader: PersonReader, words: { subject: string; text: string; html: string }, releasedBy: string | undefined): NewMail {
	return {
		recipient: { personId: reader.id, name: reader.name, email: reader.email! },
		locale: reader.locale,
		...words,
		...(releasedBy !== undefined && { releasedBy })
	};
}
