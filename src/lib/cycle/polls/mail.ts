import type { CivilDate } from '#lib/dates.ts';
import { longDate, timeSpan } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import type { Poll } from './queries.server.ts';

/** The question which days suit, with the days and the reader's own link; after the first time it is a reminder. */
export function pollLetter(
	poll: Pick<
		Poll,
		'seriesNn' | 'seriesNb' | 'municipality' | 'askedBy' | 'deadline' | 'note' | 'dates' | 'startTime' | 'endTime' | 'reminders'
	>,
	reader: { locale: Locale; href: string }
): { subject: string; text: string; html: string } {
	const { locale, href } = reader;
	const as = { locale };
	const series = inLanguage(locale, { nn: poll.seriesNn, nb: poll.seriesNb });
	const subject = poll.reminders > 0 ? m.poll_mail_reminder({ series }, as) : m.poll_mail_subject({ series }, as);
	return {
		subject,
		...letter({
			locale,
			heading: subject,
			body: [
				m.poll_mail_text({ who: poll.askedBy, series, time: timeSpan(locale, poll.startTime, poll.endTime) }, as),
				...(poll.note ? [poll.note] : []),
				{ list: poll.dates.map((date) => longDate(locale, date)) },
				m.poll_mail_deadline({ date: longDate(locale, poll.deadline) }, as),
				{ button: m.poll_mail_button({}, as), href }
			],
			footer: [m.poll_mail_footer({ municipality: poll.municipality }, as)]
		})
	};
}

/** Which day it became: thanks for answering, and that an invitation follows. */
export function decidedLetter(
	poll: Pick<Poll, 'seriesNn' | 'seriesNb' | 'municipality' | 'startTime' | 'endTime'>,
	date: CivilDate,
	reader: { locale: Locale; name: string }
): { subject: string; text: string; html: string } {
	const { locale } = reader;
	const as = { locale };
	const series = inLanguage(locale, { nn: poll.seriesNn, nb: poll.seriesNb });
	const words = { series, date: longDate(locale, date), time: timeSpan(locale, poll.startTime, poll.endTime) };
	return {
		subject: m.poll_mail_decided_subject(words, as),
		...letter({
			locale,
			heading: m.poll_mail_decided_subject(words, as),
			body: [m.gatherings_mail_hello({ name: reader.name }, as), m.poll_mail_decided(words, as), m.poll_mail_decided_next({}, as)],
			footer: [m.poll_mail_footer({ municipality: poll.municipality }, as)]
		})
	};
}
