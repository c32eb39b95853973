import { type StandardTitle, itemTitle } from '../programme/titles.ts';
import { type Locale, inLanguage, listText } from '#lib/i18n/language.ts';
import { clockTime, dateAndTime, instantText, longDate, timeSpan } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { type CalendarEntry, calendarFile } from '../calendar/icalendar.ts';
import type { MailSettings } from '../model.ts';
import { titleOf } from '../text.ts';
import { letter, type Block } from '#lib/mail/letter.ts';

/** All that a letter or a calendar file about a gathering tells. `date` and `startTime` are settled. */
export type Told = {
	id: string;
	sequence: number;
	municipality: string;
	seriesNn: string;
	seriesNb: string;
	theme: string;
	date: string;
	startTime: string;
	endTime: string | null;
	room: string;
	/** The last day to say yes on. */
	answerBy: string | null;
	organiserNn: string | null;
	organiserNb: string | null;
	items: readonly {
		startTime: string;
		title: string;
		standard: StandardTitle | null;
		speaker: string;
		unitNn: string | null;
		unitNb: string | null;
	}[];
};

export type Reader = { name: string; email: string | null; locale: Locale };

/** The gathering as a calendar file in the reader's language; `link` is their personal page, where they have one. */
export function calendarOf(
	told: Told,
	reader: Reader,
	method: CalendarEntry['method'],
	post: MailSettings,
	link: string | null,
	now: string
): string {
	const { locale } = reader;
	const lines = [
		...told.items.map((item) => `${clockTime(locale, item.startTime)} ${itemTitle(locale, item)}`),
		...(link ? ['', m.gatherings_mail_calendar_link({ link }, { locale })] : [])
	];
	return calendarFile({
		id: told.id,
		sequence: told.sequence,
		method,
		date: told.date,
		startTime: told.startTime,
		endTime: told.endTime,
		at: now,
		title: titleOf(told, locale),
		description: lines.join('\n'),
		place: told.room,
		link,
		organiser: { name: told.municipality, email: post.mailFrom },
		attendee: reader.email ? { name: reader.name, email: reader.email } : null
	});
}

function facts(told: Told, locale: Locale): Block {
	const organiser = told.organiserNn ? inLanguage(locale, { nn: told.organiserNn, nb: told.organiserNb ?? told.organiserNn }) : '';
	const when = told.endTime
		? `${longDate(locale, told.date)}, ${timeSpan(locale, told.startTime, told.endTime)}`
		: dateAndTime(locale, told.date, told.startTime);
	return {
		facts: [
			[m.gatherings_when({}, { locale }), when],
			...(told.room ? [[m.gatherings_where({}, { locale }), told.room] as const] : []),
			[m.gatherings_theme({}, { locale }), told.theme],
			...(organiser ? [[m.gatherings_organiser({}, { locale }), organiser] as const] : []),
			...(told.answerBy ? [[m.common_answer_by({}, { locale }), longDate(locale, told.answerBy)] as const] : [])
		]
	};
}

function programmeLines(told: Told, locale: Locale): Block[] {
	if (told.items.length === 0) return [];
	const list = told.items.map((item) => {
		const unit = item.unitNn ? inLanguage(locale, { nn: item.unitNn, nb: item.unitNb ?? item.unitNn }) : '';
		const title = itemTitle(locale, item);
		const who = [item.speaker, unit].filter((part) => part && !title.includes(part));
		return `${clockTime(locale, item.startTime)} ${title}${who.length > 0 ? ` – ${listText(locale, who).replace(/ (og|and) /, ', ')}` : ''}`;
	});
	return [{ heading: m.gatherings_programme({}, { locale }) }, { list }];
}

export function footer(told: Told, locale: Locale): string[] {
	return [
		m.gatherings_mail_why(
			{ municipality: told.municipality, series: inLanguage(locale, { nn: told.seriesNn, nb: told.seriesNb }) },
			{ locale }
		)
	];
}

/**
 * "Come to the forum": what, when, where, the programme, and a personal link to answer by; perhaps instead of a colleague, with a place
 * kept until then.
 */
export function invitationLetter(
	told: Told,
	reader: Reader,
	link: string,
	{ insteadOf, until = null }: { insteadOf?: string | undefined; until?: string | null } = {}
) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: told.seriesNn, nb: told.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.gatherings_mail_invited({ municipality: told.municipality, series }, { locale }),
		...(insteadOf ? [m.invitations_mail_instead({ name: insteadOf }, { locale })] : []),
		...(until ? [m.invitations_mail_kept({ until: instantText(locale, until) }, { locale })] : []),
		facts(told, locale),
		m.gatherings_mail_please_answer({}, { locale }),
		{ button: m.gatherings_mail_answer_button({}, { locale }), href: link },
		...programmeLines(told, locale),
		m.gatherings_about_forum({}, { locale })
	];
	return {
		subject: m.gatherings_mail_invitation_subject({ series, date: longDate(locale, told.date) }, { locale }),
		...letter({
			locale,
			heading: m.gatherings_mail_invitation_heading({ series }, { locale }),
			body,
			footer: [m.gatherings_mail_link_personal({}, { locale }), ...footer(told, locale)]
		})
	};
}

/** "It is at another time or place now": what holds from now on; the answer that was given still stands. */
export function changeLetter(told: Told, reader: Reader) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: told.seriesNn, nb: told.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.gatherings_mail_changed({ series }, { locale }),
		facts(told, locale),
		m.gatherings_mail_changed_answer({}, { locale }),
		...programmeLines(told, locale)
	];
	return {
		subject: m.gatherings_mail_change_subject({ series, date: longDate(locale, told.date) }, { locale }),
		...letter({ locale, heading: m.gatherings_mail_change_heading({ series }, { locale }), body, footer: footer(told, locale) })
	};
}

/** "It is called off." */
export function cancellationLetter(told: Told, reader: Reader) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: told.seriesNn, nb: told.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.gatherings_mail_cancelled({ series, date: longDate(locale, told.date) }, { locale }),
		m.gatherings_mail_cancelled_calendar({}, { locale })
	];
	return {
		subject: m.gatherings_mail_cancellation_subject({ series, date: longDate(locale, told.date) }, { locale }),
		...letter({ locale, heading: m.gatherings_mail_cancellation_heading({ series }, { locale }), body, footer: footer(told, locale) })
	};
}

/** "A place is free": to whoever has stood in line the longest, and until when it is theirs. */
export function offerLetter(told: Told, reader: Reader, link: string, until: string) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: told.seriesNn, nb: told.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.invitations_mail_offer({ series }, { locale }),
		m.invitations_mail_kept({ until: instantText(locale, until) }, { locale }),
		facts(told, locale),
		{ button: m.invitations_mail_offer_button({}, { locale }), href: link }
	];
	return {
		subject: m.invitations_mail_offer_subject({ series, date: longDate(locale, told.date) }, { locale }),
		...letter({ locale, heading: m.invitations_mail_offer_heading({}, { locale }), body, footer: footer(told, locale) })
	};
}

/** "We have not heard from you": to those who have not answered. */
export function reminderLetter(told: Told, reader: Reader, link: string) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: told.seriesNn, nb: told.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.invitations_mail_reminder({ series }, { locale }),
		facts(told, locale),
		{ button: m.gatherings_mail_answer_button({}, { locale }), href: link },
		...programmeLines(told, locale)
	];
	return {
		subject: m.invitations_mail_reminder_subject({ series, date: longDate(locale, told.date) }, { locale }),
		...letter({ locale, heading: m.invitations_mail_reminder_heading({ series }, { locale }), body, footer: footer(told, locale) })
	};
}
