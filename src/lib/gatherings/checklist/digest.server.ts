import { letter } from '#lib/mail/letter.ts';
import { type CivilDate, type Instant, addDays, civilDate, isoWeek } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import type { MailSettings } from '../model.ts';
import { type OpenTask, digestDays, isFor } from './model.ts';
import { openTasks, reachablePersons } from './queries.server.ts';
import { dayAndMonth } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { taskTitle } from './text.ts';

/**
 * One letter to everybody who has tasks that are late or due within two weeks, with all of them in it; once a person and ISO week,
 * however often it is asked for. `count` is how many letters are new in the outbox.
 */
export async function weeklyDigest(db: Db, municipalityId: string, mail: MailSettings, now: Instant) {
	const today = civilDate(now);
	const { year, week } = isoWeek(today);
	return command(db, async (trx) => {
		const due = (await openTasks(trx, municipalityId, today)).filter((task) => task.dueDate <= addDays(today, digestDays));
		const held = await positions(trx, municipalityId);
		const mails = (await reachablePersons(trx, municipalityId)).flatMap(({ person, email, locale }): NewMail[] => {
			const mine = due.filter((task) => isFor(task, person, held, today));
			if (mine.length === 0) return [];
			return [{ recipient: { personId: person.id, name: person.name, email }, locale, ...digestLetter(locale, mine, week, today, mail) }];
		});
		const document = { kind: 'taskDigest', id: municipalityId, version: year * 100 + week, title: `${year}-${week}` } as const;
		return { ok: true as const, count: (await enqueue(trx, municipalityId, document, mails, now)).enqueued };
	});
}

function digestLetter(locale: Locale, tasks: readonly OpenTask[], week: number, today: CivilDate, mail: MailSettings) {
	const as = { locale };
	const list = tasks.map((task) => {
		const words = { date: dayAndMonth(locale, task.dueDate, today), task: taskTitle(task, locale), gathering: task.theme };
		return task.dueDate < today ? m.gatherings_digest_late(words, as) : m.gatherings_digest_line(words, as);
	});
	return {
		subject: m.gatherings_digest_subject({ count: tasks.length, week }, as),
		...letter({
			locale,
			heading: m.gatherings_digest_heading({ week }, as),
			body: [{ list }, { button: m.gatherings_digest_button({}, as), href: `${mail.origin}/tasks` }],
			footer: [m.gatherings_digest_footer({}, as)]
		})
	};
}
