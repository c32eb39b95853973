import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { type CivilDate, type Instant, type LocalTime, addDays, civilDate, daysBetween, minutesOf } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireGathering } from '../commands.server.ts';
import { settleTask } from '../checklist/commands.server.ts';
import { dueDay } from '../checklist/days.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { type MailSettings, hasNews, mayCancel, mayMove, mayPlan } from '../model.ts';
import { dayOff, isTaken } from '../planning/daysOff.server.ts';
import { shift, span, scheduleConflict } from '../programme/schedule.ts';
import { movePublished } from '../programme/revisions.server.ts';
import { partsOf, programme } from '../programme/queries.server.ts';
import { moveDeadline } from '../invitations/terms.server.ts';
import { send } from '../invitations/commands.server.ts';
import { mailFactsOf } from '../invitations/queries.server.ts';
import { changedKinds, type Invited, withdrawUnsent } from './reached.server.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { freeIdeas } from '../planning/ideas.server.ts';
import { type Document, type NewMail, enqueue, withdraw } from '#lib/mail/outbox.server.ts';
import { type MailFacts, type SentBefore, calendarOf, cancellationLetter, changeLetter } from '../invitations/mail.ts';
import { moreLink } from '../invitations/waitlist.server.ts';
import { byId } from '../queries.server.ts';
import { callOffSpeakers, tellSpeakers } from '../speakers/news.server.ts';
import { titleOf } from '../text.ts';

export type Details = { date: CivilDate; startTime: LocalTime; room: string; theme: string; despiteDayOff?: boolean };

/**
 * Another day, start, place or theme. The programme moves with the start, open tasks with the day; those who are invited
 * are told when somebody says so (`sendUpdates`), and speakers by letters in the outbox. Refuses `notAllowed`, `notFound`,
 * `closed` (open, held or cancelled), `missingTheme`, `past`, `duplicate`, `conflictDayOff` (until `despiteDayOff`), `invalidTime`.
 */
export async function changeDetails(db: Db, actor: Actor, gatheringId: string, to: Details, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const theme = to.theme.trim();
	const today = civilDate(now);
	if (!theme) return refuse('missingTheme');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		if (!mayMove(actor, gathering)) return refuse('closed');
		const moved = to.date !== gathering.date;
		if (moved && to.date < today) return refuse('past');
		if (await isTaken(trx, municipalityId, gathering.seriesId, to.date, gathering.id)) return refuse('duplicate');
		const off = moved && !to.despiteDayOff ? await dayOff(trx, municipalityId, to.date) : null;
		if (off) return refuse('conflictDayOff', { off });
		const later = gathering.startTime ? minutesOf(to.startTime) - minutesOf(gathering.startTime) : 0;
		const items = shift(await programme(trx, municipalityId, gatheringId), later);
		if (items === undefined || scheduleConflict(items)) return refuse('invalidTime');
		const changed = moved || later !== 0 || to.room !== gathering.room || theme !== gathering.theme;
		if (!changed) return { ok: true as const };

		for (const item of later === 0 ? [] : items) {
			await trx.updateTable('programmeItem').set({ startTime: item.startTime }).where('id', '=', item.id).execute();
		}
		if (moved && gathering.date) {
			const days = daysBetween(gathering.date, to.date);
			const later = (date: CivilDate) => (addDays(date, days) < today ? today : addDays(date, days));
			await moveTasks(trx, gatheringId, { from: gathering.date, to: to.date, today });
			await moveDeadline(trx, municipalityId, gatheringId, later);
		}
		await trx
			.updateTable('gathering')
			.set({
				date: to.date,
				month: to.date.slice(0, 7),
				year: Number(to.date.slice(0, 4)),
				startTime: to.startTime,
				endTime: span(items)?.endTime ?? gathering.endTime,
				room: to.room,
				theme,
				calendarSequence: gathering.calendarSequence + (gathering.sentSequence === null ? 0 : 1)
			})
			.where('id', '=', gatheringId)
			.execute();
		await settleTask(trx, gatheringId, 'room', to.room !== '', now);
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		if (later !== 0) await movePublished(trx, actor, gathering, later, partsOf(await programme(trx, municipalityId, gatheringId)), now);
		await withdraw(trx, municipalityId, { kind: 'beforeDay', id: gatheringId });
		await tellSpeakers(trx, { name: actor.name, municipalityName: actor.municipalityName }, municipalityId, gatheringId, mail, now);
		await record(
			trx,
			actor,
			'gathering.change',
			{ kind: 'gathering', id: gatheringId, detail: { from: gathering.date, to: to.date } },
			now
		);
		return { ok: true as const };
	});
}

/** Open tasks are as far from the new day as from the old one, on a working day. */
async function moveTasks(trx: Db, gatheringId: string, day: { from: CivilDate; to: CivilDate; today: CivilDate }): Promise<void> {
	const open = await trx
		.selectFrom('checklistItem')
		.select(['id', 'dueDate'])
		.where('gatheringId', '=', gatheringId)
		.where('doneAt', 'is', null)
		.execute();
	for (const task of open) {
		await trx
			.updateTable('checklistItem')
			.set({ dueDate: dueDay(day.to, daysBetween(day.from, task.dueDate), day.today) })
			.where('id', '=', task.id)
			.execute();
	}
}

/** Writes anew to hosts whose letter was taken back; the café knows how. */
type AskAnew = (trx: Db, municipalityId: string, facts: MailFacts, mail: MailSettings, now: Instant) => Promise<void>;

/**
 * Tells everybody who is invited and has not said no what has changed, old → new: an update of the same calendar entry, in the outbox.
 * On another day they are asked anew. Whoever's invitation has not left yet gets a new one instead. Refuses `notAllowed`, `notFound`,
 * `empty` (they know it all, or it is not their time).
 */
export async function sendUpdates(
	db: Db,
	actor: Actor,
	gatheringId: string,
	mail: MailSettings,
	now: Instant,
	askHostsAnew: AskAnew | null = null
) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		const facts = hasNews(gathering) ? await mailFactsOf(trx, municipalityId, gatheringId) : undefined;
		if (!facts) return refuse('empty');
		const { reached, unsent } = await withdrawUnsent(trx, municipalityId, gatheringId, changedKinds);
		await send(trx, municipalityId, facts, unsent, mail, now);
		// Who has said no to it needs to know nothing of where it is.
		const concerned = reached.filter(({ answer }) => answer !== 'declined');
		const moved = gathering.sentDate !== null && gathering.sentDate !== gathering.date;
		if (moved) await askAnew(trx, concerned);
		const document = { kind: 'change', id: facts.id, version: facts.sequence, title: titleOf(facts, 'nn') } as const;
		await sendLetters(trx, municipalityId, document, { facts, was: gathering, moved }, concerned, mail, now);
		await askHostsAnew?.(trx, municipalityId, facts, mail, now);
		const { calendarSequence: sentSequence, date: sentDate, startTime: sentTime, room: sentRoom } = gathering;
		await trx.updateTable('gathering').set({ sentSequence, sentDate, sentTime, sentRoom }).where('id', '=', gatheringId).execute();
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'gathering.sendUpdates', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const, told: concerned.length + unsent.length };
	});
}

/**
 * Calls the gathering off: mails that have not left are taken back, those who have theirs get a cancellation in the outbox,
 * and its topics and ideas are free again. Refuses `notAllowed`, `notFound`, `closed` (open, held or cancelled already).
 */
export async function cancelGathering(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		if (!mayCancel(actor, gathering)) return refuse('closed');
		await trx
			.updateTable('gathering')
			.set({ state: 'cancelled', cancelledAt: now, calendarSequence: gathering.calendarSequence + 1 })
			.where('id', '=', gatheringId)
			.execute();
		await topics.markReleased(trx, actor, gatheringId, null, now);
		await freeIdeas(trx, gatheringId);
		const facts = await mailFactsOf(trx, municipalityId, gatheringId);
		const { reached } = await withdrawUnsent(trx, municipalityId, gatheringId, changedKinds);
		if (facts) {
			const document = { kind: 'cancellation', id: facts.id, version: facts.sequence, title: titleOf(facts, 'nn') } as const;
			await sendLetters(trx, municipalityId, document, { facts, was: gathering, moved: false }, reached, mail, now);
		}
		const full = await byId(trx, municipalityId, gatheringId);
		const from = { name: actor.name, municipalityName: actor.municipalityName };
		const speakers = full ? await callOffSpeakers(trx, from, full, mail, now) : 0;
		await record(trx, actor, 'gathering.cancel', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const, told: (facts ? reached.length : 0) + speakers };
	});
}

/** A yes to one day is no yes to another, nor is a place in line. */
async function askAnew(trx: Db, invited: readonly Invited[]): Promise<void> {
	if (invited.length === 0) return;
	await trx
		.updateTable('invitation')
		.set({ answer: null, answeredAt: null, waitingAt: null, offeredAt: null, offerUntil: null })
		.where(
			'id',
			'in',
			invited.map(({ invitationId }) => invitationId)
		)
		.execute();
}

async function sendLetters(
	trx: Db,
	municipalityId: string,
	document: Document & { kind: 'change' | 'cancellation' },
	{ facts, was, moved }: { facts: MailFacts; was: SentBefore; moved: boolean },
	readers: readonly Invited[],
	mail: MailSettings,
	now: Instant
): Promise<void> {
	const { kind } = document;
	const mails: NewMail[] = [];
	for (const reader of readers) {
		if (reader.email === null) continue;
		const link = kind === 'change' ? await moreLink(trx, municipalityId, reader.invitationId, mail.origin, now) : null;
		const answer = !moved && reader.answer === 'accepted' ? 'ACCEPTED' : 'NEEDS-ACTION';
		const method = kind === 'change' ? 'REQUEST' : 'CANCEL';
		mails.push({
			recipient: { personId: reader.id, name: reader.name, email: reader.email },
			locale: reader.locale,
			...(link
				? changeLetter(facts, reader, { link, was, moved, answer: moved ? null : reader.answer })
				: cancellationLetter(facts, reader)),
			calendar: { method, text: calendarOf(facts, reader, method, mail, link, now, answer) }
		});
	}
	await enqueue(trx, municipalityId, document, mails, now);
}
