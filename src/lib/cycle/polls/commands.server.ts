import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { enqueue, withdraw, type NewMail } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { mayPlanYear, runsOn } from '../model.ts';
import { decidedLetter, pollLetter } from './mail.ts';
import { memberBy, pollById, type Poll } from './queries.server.ts';
import { minDates, maxDates, pollState, type DateAnswer } from './model.ts';

export type NewPoll = {
	seriesId: string;
	dates: readonly CivilDate[];
	personIds: readonly string[];
	/** The last day for answering. */
	deadline: CivilDate;
	note: string;
};

/**
 * Asks some people which of some days suit them; a mail with a link of their own waits for each in the outbox. Refuses `notAllowed`,
 * `notFound`, `closedSeries` (it has ended by then), `missingDates`, `limitDates`, `past`, `invalidDeadline` (past, or not before the
 * first of the days), `empty`, `invalidRecipient` (unknown, without access any more or without e-mail), `duplicate`.
 */
export async function openPoll(db: Db, actor: Actor, asked: NewPoll, origin: string, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const today = civilDate(now);
	const dates = [...new Set(asked.dates)].toSorted();
	const personIds = [...new Set(asked.personIds)];
	if (dates.length < minDates) return refuse('missingDates');
	if (dates.length > maxDates) return refuse('limitDates');
	if (dates[0]! < today) return refuse('past');
	if (asked.deadline < today || asked.deadline >= dates[0]!) return refuse('invalidDeadline');
	if (personIds.length === 0) return refuse('empty');
	return command(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.select('endDate')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', asked.seriesId)
			.executeTakeFirst();
		if (!series) return refuse('notFound');
		if (!runsOn(series, dates.at(-1)!)) return refuse('closedSeries');
		const open = trx.selectFrom('datePoll').select('id').where('seriesId', '=', asked.seriesId).where('closedAt', 'is', null);
		if (await open.executeTakeFirst()) return refuse('duplicate');
		const reachable = await trx
			.selectFrom('person')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('disabledAt', 'is', null)
			.where('email', 'is not', null)
			.where('id', 'in', personIds)
			.execute();
		if (reachable.length !== personIds.length) return refuse('invalidRecipient');
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
		await record(trx, actor, 'poll.open', { kind: 'datePoll', id: pollId, detail: { dates, personIds, deadline } }, now);
		return { ok: true as const, pollId };
	});
}

/** Writes again to those who have not answered. Refuses `notAllowed`, `notFound`, `closed`, `emptyReminder`. */
export async function remindPoll(db: Db, actor: Actor, pollId: string, origin: string, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const poll = await pollById(trx, actor.municipalityId, pollId);
		if (!poll) return refuse('notFound');
		if (pollState(poll, civilDate(now)) !== 'open') return refuse('closed');
		if (poll.members.every(({ answeredAt }) => answeredAt !== null)) return refuse('emptyReminder');
		const reminders = poll.reminders + 1;
		await trx.updateTable('datePoll').set({ reminders }).where('id', '=', pollId).execute();
		const written = await write(trx, { ...poll, reminders }, origin, now);
		await record(trx, actor, 'poll.remind', { kind: 'datePoll', id: pollId, detail: { written } }, now);
		return { ok: true as const, written };
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
 * session the browser has, if any. Refuses `notFound`, `notAllowedOther` (with the `name` of the one who is asked), `closed`,
 * `invalid` (a day that is not in the poll), `past`, `missing`.
 */
export async function answerPoll(
	db: Db,
	token: string,
	said: Readonly<Record<CivilDate, DateAnswer>>,
	signedInAs: string | null,
	now: Instant
) {
	const today = civilDate(now);
	return command(db, async (trx) => {
		const member = await memberBy(trx, token);
		if (!member) return refuse('notFound');
		const { municipalityId } = member;
		const poll = (await pollById(trx, municipalityId, member.pollId))!;
		const { name } = poll.members.find(({ id }) => id === member.id)!;
		if (signedInAs !== null && signedInAs !== member.personId) return refuse('notAllowedOther', { name });
		if (pollState(poll, today) !== 'open') return refuse('closed');
		const dates = Object.keys(said);
		if (dates.length === 0) return refuse('missing');
		if (dates.some((date) => !poll.dates.includes(date))) return refuse('invalid');
		if (dates.some((date) => date < today)) return refuse('past');
		for (const date of dates) {
			const answer = said[date]!;
			await trx
				.insertInto('datePollAnswer')
				.values({ memberId: member.id, municipalityId, date, answer })
				.onConflict((conflict) => conflict.columns(['memberId', 'date']).doUpdateSet({ answer }))
				.execute();
		}
		await trx.updateTable('datePollMember').set({ answeredAt: now }).where('id', '=', member.id).execute();
		return { ok: true as const };
	});
}

/**
 * Ends a poll with the day that it shall be, which those who answered are told in the outbox, or (`date` null) without any. Refuses
 * `notAllowed`, `notFound`, `closed`, `invalid`, `past`.
 */
export async function closePoll(db: Db, actor: Actor, pollId: string, date: CivilDate | null, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const poll = await pollById(trx, actor.municipalityId, pollId);
		if (!poll) return refuse('notFound');
		if (poll.closedAt !== null) return refuse('closed');
		if (date !== null && !poll.dates.includes(date)) return refuse('invalid');
		if (date !== null && date < civilDate(now)) return refuse('past');
		await trx.updateTable('datePoll').set({ closedAt: now, chosenDate: date }).where('id', '=', pollId).execute();
		await withdraw(trx, actor.municipalityId, { kind: 'datePoll', id: pollId });
		if (date !== null) await tellDate(trx, poll, date, now);
		await record(trx, actor, 'poll.close', { kind: 'datePoll', id: pollId, detail: { date } }, now);
		return { ok: true as const, seriesId: poll.seriesId };
	});
}

/** "It will be that day": to everybody who answered. */
async function tellDate(trx: Db, poll: Poll, date: CivilDate, now: Instant): Promise<void> {
	const mails = poll.members.flatMap(({ personId, name, email, locale, answeredAt }): NewMail[] =>
		answeredAt === null || email === null
			? []
			: [{ recipient: { personId, name, email }, locale, ...decidedLetter(poll, date, { locale, name }) }]
	);
	const document = { kind: 'dateDecided', id: poll.id, version: 1, title: poll.seriesNn } as const;
	if (mails.length > 0) await enqueue(trx, poll.municipalityId, document, mails, now);
}
