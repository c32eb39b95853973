import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { enqueue, withdraw, type NewMail } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { mayPlanYear } from '../model.ts';
import { pollLetter } from './mail.ts';
import { memberBy, pollById, type Poll } from './queries.server.ts';
import { fewestDates, mostDates, pollState, type DateAnswer } from './model.ts';

export type NewPoll = {
	seriesId: string;
	dates: readonly CivilDate[];
	personIds: readonly string[];
	/** The last day for answering. */
	deadline: CivilDate;
	note: string;
};

type OpenRefusal =
	| 'notAllowed'
	| 'unknownSeries'
	| 'tooFewDates'
	| 'tooManyDates'
	| 'datePassed'
	| 'deadlineWrong'
	| 'nobodyAsked'
	| 'notReachable'
	| 'alreadyOpen';

/**
 * Asks some people which of some days suit them; a mail with a link of their own waits for each in the outbox.
 * Refuses `notAllowed`, `unknownSeries`, `tooFewDates`, `tooManyDates`, `datePassed`, `deadlineWrong` (past, or not before the first
 * of the days), `nobodyAsked`, `notReachable` (unknown, without access any more or without e-mail), `alreadyOpen`.
 */
export async function openPoll(
	db: Db,
	actor: Actor,
	asked: NewPoll,
	origin: string,
	now: Instant
): Promise<{ ok: true; pollId: string } | { ok: false; reason: OpenRefusal }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const today = civilDate(now);
	const dates = [...new Set(asked.dates)].toSorted();
	const personIds = [...new Set(asked.personIds)];
	if (dates.length < fewestDates) return { ok: false, reason: 'tooFewDates' };
	if (dates.length > mostDates) return { ok: false, reason: 'tooManyDates' };
	if (dates[0]! < today) return { ok: false, reason: 'datePassed' };
	if (asked.deadline < today || asked.deadline >= dates[0]!) return { ok: false, reason: 'deadlineWrong' };
	if (personIds.length === 0) return { ok: false, reason: 'nobodyAsked' };
	return inTransaction(db, async (trx) => {
		const of = (table: 'series') => trx.selectFrom(table).select('id').where('municipalityId', '=', municipalityId);
		if (!(await of('series').where('id', '=', asked.seriesId).executeTakeFirst())) return { ok: false, reason: 'unknownSeries' };
		const open = trx.selectFrom('datePoll').select('id').where('seriesId', '=', asked.seriesId).where('closedAt', 'is', null);
		if (await open.executeTakeFirst()) return { ok: false, reason: 'alreadyOpen' };
		const reachable = await trx
			.selectFrom('person')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('disabledAt', 'is', null)
			.where('email', 'is not', null)
			.where('id', 'in', personIds)
			.execute();
		if (reachable.length !== personIds.length) return { ok: false, reason: 'notReachable' };
		const pollId = newId();
		const { seriesId, deadline, note } = asked;
		const row = { id: pollId, municipalityId, seriesId, deadline, note, reminders: 0, createdBy: actor.id, createdAt: now };
		await trx
			.insertInto('datePoll')
			.values({ ...row, closedAt: null, chosenDate: null })
			.execute();
		await trx
			.insertInto('datePollDate')
			.values(dates.map((date) => ({ pollId, municipalityId, date })))
			.execute();
		await trx
			.insertInto('datePollMember')
			.values(personIds.map((personId) => ({ id: newId(), municipalityId, pollId, personId, answeredAt: null })))
			.execute();
		await write(trx, (await pollById(trx, municipalityId, pollId))!, origin, now);
		await record(trx, actor, 'openPoll', { kind: 'datePoll', id: pollId, detail: { dates, personIds, deadline } }, now);
		return { ok: true, pollId };
	});
}

type HandleRefusal = 'notAllowed' | 'notFound' | 'pollClosed';

/** Writes again to those who have not answered. Refuses `notAllowed`, `notFound`, `pollClosed`, `allAnswered`. */
export async function remindPoll(
	db: Db,
	actor: Actor,
	pollId: string,
	origin: string,
	now: Instant
): Promise<{ ok: true; written: number } | { ok: false; reason: HandleRefusal | 'allAnswered' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const poll = await pollById(trx, actor.municipalityId, pollId);
		if (!poll) return { ok: false, reason: 'notFound' };
		if (pollState(poll, civilDate(now)) !== 'open') return { ok: false, reason: 'pollClosed' };
		if (poll.members.every(({ answeredAt }) => answeredAt !== null)) return { ok: false, reason: 'allAnswered' };
		const reminders = poll.reminders + 1;
		await trx.updateTable('datePoll').set({ reminders }).where('id', '=', pollId).execute();
		const written = await write(trx, { ...poll, reminders }, origin, now);
		await record(trx, actor, 'remindPoll', { kind: 'datePoll', id: pollId, detail: { written } }, now);
		return { ok: true, written };
	});
}

/** A link and a mail to everybody who has not answered. */
async function write(trx: Db, poll: Poll, origin: string, now: Instant): Promise<number> {
	const { municipalityId } = poll;
	const waiting = poll.members.flatMap((member) =>
		member.answeredAt === null && member.email !== null ? [{ ...member, email: member.email, ...newPersonalLink('poll', origin) }] : []
	);
	if (waiting.length === 0) return 0;
	await trx
		.insertInto('datePollLink')
		.values(waiting.map(({ id, tokenHash }) => ({ tokenHash, municipalityId, memberId: id })))
		.execute();
	const mails = waiting.map(({ personId, name, email, locale, href }): NewMail => {
		return { recipient: { personId, name, email }, locale, ...pollLetter(poll, { locale, href }) };
	});
	const document = { kind: 'datePoll', id: poll.id, version: poll.reminders + 1, title: poll.seriesNn } as const;
	return (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
}

/**
 * What somebody says through their link, of every day or of some; said again, the new answers count. `signedInAs` is the person whose
 * session the browser has, if any. Refuses `notFound`, `somebodyElses`, `pollClosed`, `notInPoll`, `datePassed`, `nothingSaid`.
 */
export async function answerPoll(
	db: Db,
	token: string,
	said: Readonly<Record<CivilDate, DateAnswer>>,
	signedInAs: string | null,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notFound' | 'somebodyElses' | 'pollClosed' | 'notInPoll' | 'datePassed' | 'nothingSaid' }> {
	const today = civilDate(now);
	return inTransaction(db, async (trx) => {
		const member = await memberBy(trx, token);
		if (!member) return { ok: false, reason: 'notFound' };
		const { municipalityId } = member;
		if (signedInAs !== null && signedInAs !== member.personId) return { ok: false, reason: 'somebodyElses' };
		const poll = (await pollById(trx, municipalityId, member.pollId))!;
		if (pollState(poll, today) !== 'open') return { ok: false, reason: 'pollClosed' };
		const dates = Object.keys(said);
		if (dates.length === 0) return { ok: false, reason: 'nothingSaid' };
		if (dates.some((date) => !poll.dates.includes(date))) return { ok: false, reason: 'notInPoll' };
		if (dates.some((date) => date < today)) return { ok: false, reason: 'datePassed' };
		for (const date of dates) {
			const answer = said[date]!;
			await trx
				.insertInto('datePollAnswer')
				.values({ memberId: member.id, municipalityId, date, answer })
				.onConflict((conflict) => conflict.columns(['memberId', 'date']).doUpdateSet({ answer }))
				.execute();
		}
		await trx.updateTable('datePollMember').set({ answeredAt: now }).where('id', '=', member.id).execute();
		return { ok: true };
	});
}

/** Ends a poll with the day that it shall be, or (`date` null) without any. Refuses `notAllowed`, `notFound`, `pollClosed`, `notInPoll`, `datePassed`. */
export async function closePoll(
	db: Db,
	actor: Actor,
	pollId: string,
	date: CivilDate | null,
	now: Instant
): Promise<{ ok: true; seriesId: string } | { ok: false; reason: HandleRefusal | 'notInPoll' | 'datePassed' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const poll = await pollById(trx, actor.municipalityId, pollId);
		if (!poll) return { ok: false, reason: 'notFound' };
		if (poll.closedAt !== null) return { ok: false, reason: 'pollClosed' };
		if (date !== null && !poll.dates.includes(date)) return { ok: false, reason: 'notInPoll' };
		if (date !== null && date < civilDate(now)) return { ok: false, reason: 'datePassed' };
		await trx.updateTable('datePoll').set({ closedAt: now, chosenDate: date }).where('id', '=', pollId).execute();
		await withdraw(trx, actor.municipalityId, { kind: 'datePoll', id: pollId });
		await record(trx, actor, 'closePoll', { kind: 'datePoll', id: pollId, detail: { date } }, now);
		return { ok: true, seriesId: poll.seriesId };
	});
}
