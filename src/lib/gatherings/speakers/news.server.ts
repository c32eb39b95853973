import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type Document, type NewMail, enqueue, withdraw } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { stewardsOf } from '../checklist/queries.server.ts';
import type { MailSettings } from '../model.ts';
import { byId, type GatheringDetail } from '../queries.server.ts';
import { titleOf } from '../text.ts';
import type { ProgrammeRow } from '../programme/queries.server.ts';
import { formerPart, shownProgramme } from '../programme/revisions.server.ts';
import {
	type Ended,
	speakerAnswerLetter,
	speakerCalendar,
	speakerCancellationLetter,
	speakerChangeLetter,
	speakerConfirmationLetter,
	speakerLetter
} from './mail.ts';
import { itemTitle } from '../programme/titles.ts';
import { type Request, requestsIn } from './queries.server.ts';

type Letters = 'speakerRequest' | 'speakerReminder' | 'speakerConfirmation' | 'speakerChange' | 'speakerCancellation';
const kinds: readonly Letters[] = ['speakerRequest', 'speakerReminder', 'speakerConfirmation', 'speakerChange', 'speakerCancellation'];

/** Who a letter to a speaker is from. */
export type From = { name: string; municipalityName: string };

/** Days that an answer is waited for, when the day is not nearer. */
const answerDays = 10;

/** Until when somebody who is asked now should answer: ten days, and the day before the gathering at the latest. */
export function answerBy(date: CivilDate | null, now: Instant): CivilDate {
	const soon = addDays(civilDate(now), answerDays);
	const last = date === null ? soon : addDays(date, -1);
	return last < soon ? last : soon;
}

/** Who writes when nobody has pressed anything: the first of those who have the forum. */
export async function stewardAsSender(db: Db, gathering: GatheringDetail, now: Instant): Promise<From> {
	const [steward] = await stewardsOf(db, gathering.municipalityId, gathering.seriesId, civilDate(now));
	const { name } = await db.selectFrom('municipality').select('name').where('id', '=', gathering.municipalityId).executeTakeFirstOrThrow();
	return { name: steward?.person.name ?? name, municipalityName: name };
}

/** What has become of the letters to a speaker: whether one has left, and whether one that has holds a calendar entry. */
async function lettersTo(db: Db, { id, municipalityId }: Pick<Request, 'id' | 'municipalityId'>) {
	const rows = await db
		.selectFrom('mail')
		.select(['state', 'calendarMethod', 'sentAt'])
		.where('municipalityId', '=', municipalityId)
		.where('kind', 'in', kinds)
		.where('documentId', '=', id)
		.where('state', 'not in', ['held', 'cancelled'])
		.execute();
	return { haveLeft: rows.length > 0, haveEntry: rows.some(({ calendarMethod }) => calendarMethod === 'REQUEST') };
}

/** Takes back what has not left to a speaker. */
async function withdrawLetters(trx: Db, { id, municipalityId }: Pick<Request, 'id' | 'municipalityId'>): Promise<void> {
	for (const kind of kinds) await withdraw(trx, municipalityId, { kind, id });
}

const recipientOf = ({ name, email }: Pick<Request, 'name' | 'email'>) => ({ personId: null, name, email });

/** What a request keeps of what its letter told. */
export const toldOf = (gathering: GatheringDetail, item: Pick<ProgrammeRow, 'startTime'>) => ({
	toldDate: gathering.date,
	toldTime: item.startTime,
	toldRoom: gathering.room
});

type About = { request: Request; gathering: GatheringDetail; item: ProgrammeRow; by: From };

/** Their yes, with a link to their own page and an entry in their calendar: it leaves at once, since they have just said it. */
export async function confirmSpeaker(trx: Db, { request, gathering, item, by }: About, mail: MailSettings, now: Instant): Promise<void> {
	const { id, name, locale, municipalityId } = request;
	const sequence = request.sequence + 1;
	const { href: link, tokenHash } = newPersonalLink('speaker', mail.origin);
	const entry = {
		id,
		sequence,
		method: 'REQUEST',
		answer: 'ACCEPTED',
		at: now,
		email: request.email,
		municipality: by.municipalityName
	} as const;
	const calendar = speakerCalendar(locale, { gathering, name, item, title: itemTitle(locale, item), was: request, link }, entry, mail);
	const document = { kind: 'speakerConfirmation', id, version: sequence, title: titleOf(gathering, 'nn') } as const;
	const letter = speakerConfirmationLetter(locale, { gathering, item, name, by, link });
	const entryOf = calendar && { calendar: { method: 'REQUEST' as const, text: calendar } };
	await enqueue(trx, municipalityId, document, [{ recipient: recipientOf(request), locale, ...letter, ...entryOf, askedFor: true }], now);
	await trx
		.updateTable('speakerRequest')
		.set({ sequence, reminderHash: tokenHash, ...toldOf(gathering, item) })
		.where('id', '=', id)
		.execute();
}

/** That there is nothing to give any longer; the entry goes out of the calendar of whoever has it. Gives whether they were told. */
export async function callOffSpeaker(
	trx: Db,
	{ request, gathering, by, ended }: Omit<About, 'item'> & { ended: Ended },
	mail: MailSettings,
	now: Instant
): Promise<boolean> {
	const { haveLeft, haveEntry } = await lettersTo(trx, request);
	await withdrawLetters(trx, request);
	if (!haveLeft || (ended === 'declined' && !haveEntry)) return false;
	const { id, name, locale, municipalityId, itemId } = request;
	const sequence = request.sequence + 1;
	const part = await formerPart(trx, municipalityId, gathering.id, itemId);
	const title = part ? itemTitle(locale, { ...part, unitNn: null, unitNb: null }) : titleOf(gathering, locale);
	const entry = { id, sequence, method: 'CANCEL', at: now, email: request.email, municipality: by.municipalityName } as const;
	const calendar = haveEntry
		? speakerCalendar(locale, { gathering, name, item: null, title, was: request, link: null }, entry, mail)
		: undefined;
	const document = { kind: 'speakerCancellation', id, version: sequence, title: titleOf(gathering, 'nn') } as const;
	const letter: NewMail = {
		recipient: recipientOf(request),
		locale,
		...speakerCancellationLetter(locale, { gathering, name, by, title, was: request, ended }),
		...(calendar && { calendar: { method: 'CANCEL', text: calendar } }),
		...(ended === 'declined' && { askedFor: true })
	};
	await enqueue(trx, municipalityId, document, [letter], now);
	await trx.updateTable('speakerRequest').set({ sequence }).where('id', '=', id).execute();
	return true;
}

/**
 * Tells the speakers of a gathering what is another than they were told: day, the time of their part, place, or that the part is gone.
 * Letters in the outbox; an earlier one that has not left is taken back. On another day a yes is asked for anew. Part of the commands that
 * change a day. Gives how many are told.
 */
export async function tellSpeakers(
	trx: Db,
	by: From,
	municipalityId: string,
	gatheringId: string,
	mail: MailSettings,
	now: Instant
): Promise<number> {
	const gathering = await byId(trx, municipalityId, gatheringId);
	if (!gathering) return 0;
	const requests = await requestsIn(trx, municipalityId, gatheringId);
	const items = requests.length > 0 ? await shownProgramme(trx, municipalityId, gatheringId) : [];
	let told = 0;
	for (const request of requests.filter(({ answer, lapsedAt }) => answer !== 'no' && lapsedAt === null)) {
		const item = items.find(({ id }) => id === request.itemId);
		if (!item) {
			if (await callOffSpeaker(trx, { request, gathering, by, ended: 'removed' }, mail, now)) told++;
			continue;
		}
		const holds = toldOf(gathering, item);
		if (holds.toldDate === request.toldDate && holds.toldTime === request.toldTime && holds.toldRoom === request.toldRoom) continue;
		await tellOfChange(trx, { request, gathering, item, by }, mail, now);
		told++;
	}
	return told;
}

async function tellOfChange(trx: Db, about: About, mail: MailSettings, now: Instant): Promise<void> {
	const { request, gathering, item, by } = about;
	const { id, name, locale, municipalityId } = request;
	const { haveLeft, haveEntry } = await lettersTo(trx, request);
	await withdrawLetters(trx, request);
	const sequence = request.sequence + 1;
	const moved = gathering.date !== request.toldDate;
	const anew = moved || request.answer === null;
	const until = anew ? answerBy(gathering.date, now) : request.answerBy;
	const { href: link, tokenHash } = newPersonalLink('speaker', mail.origin);
	const asked = { gathering, item, name, by, link, answerBy: until };
	const title = titleOf(gathering, 'nn');
	const recipient = recipientOf(request);
	if (haveLeft) {
		const answer = anew ? 'NEEDS-ACTION' : 'ACCEPTED';
		const entry = { id, sequence, method: 'REQUEST', answer, at: now, email: request.email, municipality: by.municipalityName } as const;
		const of = { gathering, name, item, title: itemTitle(locale, item), was: request, link };
		const calendar = haveEntry ? speakerCalendar(locale, of, entry, mail) : undefined;
		const document: Document = { kind: 'speakerChange', id, version: sequence, title };
		const letter = speakerChangeLetter(locale, { ...asked, was: request, anew });
		const entryOf = calendar && { calendar: { method: 'REQUEST' as const, text: calendar } };
		await enqueue(trx, municipalityId, document, [{ recipient, locale, ...letter, ...entryOf }], now);
	} else {
		const document: Document = { kind: 'speakerRequest', id, version: sequence, title };
		const letter = speakerLetter(locale, { ...asked, again: false, offered: request.offeredAt !== null });
		await enqueue(trx, municipalityId, document, [{ recipient, locale, ...letter }], now);
	}
	await trx
		.updateTable('speakerRequest')
		.set({
			sequence,
			reminderHash: tokenHash,
			answerBy: until,
			...toldOf(gathering, item),
			...(moved && { answer: null, answeredAt: null })
		})
		.where('id', '=', id)
		.execute();
}

/** The gathering is called off: everybody who has been written to and has not said no hears it. Gives how many. */
export async function callOffSpeakers(trx: Db, by: From, gathering: GatheringDetail, mail: MailSettings, now: Instant): Promise<number> {
	let told = 0;
	for (const request of await requestsIn(trx, gathering.municipalityId, gathering.id)) {
		if (request.answer === 'no' || request.lapsedAt !== null) await withdrawLetters(trx, request);
		else if (await callOffSpeaker(trx, { request, gathering, by, ended: 'cancelled' }, mail, now)) told++;
	}
	return told;
}

/** Tells those who have the forum what a speaker said, or that they said nothing, and who is asked next. */
export async function tellStewards(
	trx: Db,
	{ request, gathering, item }: Omit<About, 'by'>,
	said: { said: 'yes' | 'no' | 'withdrew' | 'silent'; note: string; next: string | null; version: number },
	mail: MailSettings,
	now: Instant
): Promise<void> {
	const { municipalityId, id, name } = request;
	const readers = await stewardsOf(trx, municipalityId, gathering.seriesId, civilDate(now));
	const link = `${mail.origin}/gatherings/${gathering.id}/programme`;
	const mails = readers.map(({ person, email, locale }): NewMail => ({
		recipient: { personId: person.id, name: person.name, email },
		locale,
		...speakerAnswerLetter(locale, { ...said, gathering, item, name, link, reader: person.name })
	}));
	const document = { kind: 'speakerAnswer', id, version: said.version, title: titleOf(gathering, 'nn') } as const;
	await enqueue(trx, municipalityId, document, mails, now);
}
