import { addDays, civilDate, isoWeek, type CivilDate, type Instant } from '#lib/dates.ts';
import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { stewardOn } from '#lib/cycle/model.ts';
import { mustWarn, obligationState } from '#lib/cycle/obligation.ts';
import { allSeries, allStewardships, breaksIn, obligationsIn } from '#lib/cycle/queries.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { dayAndMonth, longDate } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { successorOn } from '#lib/people/model.ts';
import { persons, units, type PersonRow } from '#lib/people/queries.server.ts';
import { followUnits } from '#lib/people/units/succession.server.ts';
import type { Post } from '../invitations/mail.ts';
import { keepPlaces } from '../invitations/waitlist.server.ts';
import { ofYear } from '../queries.server.ts';
import { digestDays, isFor, type OpenTask } from './tasks.ts';
import { taskTitle } from '../text.ts';

/**
 * Tasks that nobody has ticked off, of gatherings that are not cancelled, the most urgent first; those of a unit that has ended are the
 * successor's. Two queries.
 */
export async function openTasks(db: Db, municipalityId: string, today: CivilDate): Promise<OpenTask[]> {
	const tasks = await db
		.selectFrom('checklistItem')
		.innerJoin('gathering', 'gathering.id', 'checklistItem.gatheringId')
		.select([
			'checklistItem.id',
			'checklistItem.gatheringId',
			'gathering.theme',
			'checklistItem.task',
			'checklistItem.title',
			'checklistItem.dueDate',
			'checklistItem.ownerUnitId',
			'checklistItem.ownerRoleNn'
		])
		.where('checklistItem.municipalityId', '=', municipalityId)
		.where('checklistItem.doneAt', 'is', null)
		.where('gathering.state', '!=', 'cancelled')
		.orderBy('checklistItem.dueDate')
		.orderBy('checklistItem.id')
		.execute();
	const all = await units(db, municipalityId);
	return tasks.map((task) => ({
		...task,
		ownerUnitId: task.ownerUnitId && (successorOn(all, task.ownerUnitId, today)?.id ?? task.ownerUnitId)
	}));
}

type Writable = { person: PersonRow; email: string; locale: Locale };

async function writable(db: Db, municipalityId: string): Promise<Writable[]> {
	const { locale } = await db.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow();
	return (await persons(db, municipalityId)).flatMap((person) =>
		person.email === null || person.disabledAt !== null ? [] : [{ person, email: person.email, locale: person.locale ?? locale }]
	);
}

/**
 * One letter to everybody who has tasks that are late or due within two weeks, with all of them in it; once a person and ISO week,
 * however often it is asked for. Gives how many letters are new in the outbox.
 */
export async function weeklyDigest(db: Db, municipalityId: string, post: Post, now: Instant): Promise<number> {
	const today = civilDate(now);
	const { year, week } = isoWeek(today);
	return inTransaction(db, async (trx) => {
		const due = (await openTasks(trx, municipalityId, today)).filter((task) => task.dueDate <= addDays(today, digestDays));
		const held = await positions(trx, municipalityId);
		const mails = (await writable(trx, municipalityId)).flatMap(({ person, email, locale }): NewMail[] => {
			const mine = due.filter((task) => isFor(task, person, held, today));
			if (mine.length === 0) return [];
			return [{ recipient: { personId: person.id, name: person.name, email }, locale, ...digestLetter(locale, mine, week, today, post) }];
		});
		const document = { kind: 'taskDigest', id: municipalityId, version: year * 100 + week, title: `${year}-${week}` } as const;
		return (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
	});
}

function digestLetter(locale: Locale, tasks: readonly OpenTask[], week: number, today: CivilDate, post: Post) {
	const as = { locale };
	const list = tasks.map((task) => {
		const words = { date: dayAndMonth(locale, task.dueDate), task: taskTitle(task, locale), gathering: task.theme };
		return task.dueDate < today ? m.gatherings_digest_late(words, as) : m.gatherings_digest_line(words, as);
	});
	return {
		subject: m.gatherings_digest_subject({ count: tasks.length, week }, as),
		...letter({
			locale,
			heading: m.gatherings_digest_heading({ week }, as),
			body: [{ list }, { button: m.gatherings_digest_button({}, as), href: `${post.origin}/tasks` }],
			footer: [m.gatherings_digest_footer({}, as)]
		})
	};
}

/**
 * Writes to the steward of every series whose obligation is at risk when eight weeks or less are left for inviting in time: whoever
 * fills the role, else the leader of the unit, else those who may lead. Once a year and obligation. Gives how many letters are new.
 */
export async function warnStewards(db: Db, municipalityId: string, post: Post, now: Instant): Promise<number> {
	const today = civilDate(now);
	const year = Number(today.slice(0, 4));
	return inTransaction(db, async (trx) => {
		const obligations = await obligationsIn(trx, municipalityId, year);
		if (obligations.length === 0) return 0;
		const series = await allSeries(trx, municipalityId);
		const stewards = await allStewardships(trx, municipalityId);
		const gatherings = await ofYear(trx, municipalityId, year);
		const breaks = await breaksIn(trx, municipalityId, year);
		const held = await positions(trx, municipalityId);
		const people = await writable(trx, municipalityId);
		const { name } = await trx.selectFrom('municipality').select('name').where('id', '=', municipalityId).executeTakeFirstOrThrow();
		let written = 0;
		for (const obligation of obligations) {
			const one = series.find(({ id }) => id === obligation.seriesId);
			if (!one) continue;
			const own = gatherings.filter((gathering) => gathering.seriesId === one.id);
			const status = obligationState({
				obligation,
				year,
				today,
				held: own.filter(({ state }) => state === 'held').length,
				planned: own,
				inviteWeeks: one.inviteWeeks,
				holidays: [...holidaysOf(year - 1), ...holidaysOf(year), ...holidaysOf(year + 1)],
				breaks
			});
			if (!mustWarn(status, today)) continue;
			const steward = stewardOn(
				stewards.filter((stewardship) => stewardship.seriesId === one.id),
				today
			);
			const duty = { ownerUnitId: steward?.unitId ?? null, ownerRoleNn: steward?.roleNn ?? '' };
			const mails = people
				.filter(({ person }) => isFor(duty, person, held, today))
				.map(({ person, email, locale }): NewMail => {
					const as = { locale };
					const label = inLanguage(locale, { nn: obligation.labelNn, nb: obligation.labelNb });
					return {
						recipient: { personId: person.id, name: person.name, email },
						locale,
						subject: m.gatherings_warning_subject({ label, year }, as),
						...letter({
							locale,
							heading: m.gatherings_warning_subject({ label, year }, as),
							body: [
								m.gatherings_warning_text(
									{
										count: status.missing,
										date: longDate(locale, status.lastDateToInvite!),
										last: longDate(locale, status.lastDateToHold!)
									},
									as
								),
								{ button: m.gatherings_warning_button({}, as), href: `${post.origin}/gatherings/new` }
							],
							footer: [m.gatherings_warning_footer({ municipality: name }, as)]
						})
					};
				});
			const document = { kind: 'obligationWarning', id: obligation.id, version: year, title: obligation.labelNn } as const;
			written += (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
		}
		return written;
	});
}

/** What the year needs done without anybody asking, in every municipality: people follow units that became another, places that became free are offered, warnings, and on Mondays the weekly letter. */
export async function runYearlyJobs(db: Db, post: Post, now: Instant): Promise<void> {
	const monday = isoWeek(addDays(civilDate(now), -1)).week !== isoWeek(civilDate(now)).week;
	for (const { id } of await db.selectFrom('municipality').select('id').orderBy('id').execute()) {
		await followUnits(db, id, now);
		await keepPlaces(db, id, post, now);
		await warnStewards(db, id, post, now);
		if (monday) await weeklyDigest(db, id, post, now);
	}
}
