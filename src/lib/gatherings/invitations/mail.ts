import { type StandardTitle, itemTitle } from '../programme/titles.ts';
import { type Locale, inLanguage, listText } from '#lib/i18n/language.ts';
import { clockTime, dateAndTime, instantText, longDate, timeSpan } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { type CalendarEntry, calendarFile } from '../calendar/icalendar.ts';
import type { MailSettings } from '../model.ts';
import { titleOf } from '../text.ts';
import { letter, type Block } from '#lib/mail/letter.ts';

/** All that a letter or a calendar file about a gathering tells. `date` and `startTime` are settled. */
export type MailFacts = {
	id: string;
	sequence: number;
	municipality: string;
	seriesNn: string;
	seriesNb: string;
	/** What the series is, in its own words; null: nothing is said. */
	aboutNn: string | null;
	aboutNb: string | null;
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
	facts: MailFacts,
	reader: Reader,
	method: CalendarEntry['method'],
	mail: MailSettings,
	link: string | null,
	now: string,
	/** What they have answered, so that their calendar keeps it. */
	answer: CalendarEntry['answer'] = 'NEEDS-ACTION'
): string {
	const { locale } = reader;
	const lines = [
		...facts.items.map((item) => `${clockTime(locale, item.startTime)} ${itemTitle(locale, item)}`),
		...(link ? ['', m.gatherings_mail_calendar_link({ link }, { locale })] : [])
	];
	return calendarFile({
		id: facts.id,
		sequence: facts.sequence,
		method,
		answer,
		date: facts.date,
		startTime: facts.startTime,
		endTime: facts.endTime,
		at: now,
		title: titleOf(facts, locale),
		description: lines.join('\n'),
		place: facts.room,
		link,
		organiser: { name: facts.municipality, email: mail.mailFrom },
		attendee: reader.email ? { name: reader.name, email: reader.email } : null
	});
}

/** What those who are invited were last told. */
export type SentBefore = { sentDate: string | null; sentTime: string | null; sentRoom: string | null };

export function factsBlock(facts: MailFacts, locale: Locale, was: SentBefore | null = null): Block {
	const organiser = facts.organiserNn ? inLanguage(locale, { nn: facts.organiserNn, nb: facts.organiserNb ?? facts.organiserNn }) : '';
	const when = facts.endTime
		? `${longDate(locale, facts.date)}, ${timeSpan(locale, facts.startTime, facts.endTime)}`
		: dateAndTime(locale, facts.date, facts.startTime);
	const news = (from: string, to: string) =>
		from === to ? to : m.speakers_mail_change({ from: from || m.speakers_mail_no_place({}, { locale }), to }, { locale });
	const isMoved = was?.sentDate && was.sentTime && (was.sentDate !== facts.date || was.sentTime !== facts.startTime);
	const room = was?.sentRoom != null ? news(was.sentRoom, facts.room) : facts.room;
	return {
		facts: [
			[m.gatherings_when({}, { locale }), isMoved ? news(dateAndTime(locale, was.sentDate!, was.sentTime!), when) : when],
			...(room ? [[m.gatherings_where({}, { locale }), room] as const] : []),
			[m.gatherings_theme({}, { locale }), facts.theme],
			...(organiser ? [[m.gatherings_organiser({}, { locale }), organiser] as const] : []),
			...(facts.answerBy ? [[m.common_answer_by({}, { locale }), longDate(locale, facts.answerBy)] as const] : [])
		]
	};
}

export function programmeLines(facts: MailFacts, locale: Locale): Block[] {
	if (facts.items.length === 0) return [];
	const list = facts.items.map((item) => {
		const unit = item.unitNn ? inLanguage(locale, { nn: item.unitNn, nb: item.unitNb ?? item.unitNn }) : '';
		const title = itemTitle(locale, item);
		const who = [item.speaker, unit].filter((part) => part && !title.includes(part));
		return `${clockTime(locale, item.startTime)} ${title}${who.length > 0 ? ` – ${listText(locale, who).replace(/ (og|and) /, ', ')}` : ''}`;
	});
	return [{ heading: m.gatherings_programme({}, { locale }) }, { list }];
}

export function footer(facts: MailFacts, locale: Locale): string[] {
	return [
		m.gatherings_mail_why(
			{ municipality: facts.municipality, series: inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb }) },
			{ locale }
		)
	];
}

/** Where there is a café dialogue: the same link is the way to one's seat. */
function seatLine(facts: MailFacts, locale: Locale): Block[] {
	return facts.items.some(({ standard }) => standard === 'cafe') ? [m.invitations_mail_to_table({}, { locale })] : [];
}

/** What the series is, where it says so. */
function aboutLine({ aboutNn, aboutNb }: MailFacts, locale: Locale): Block[] {
	return aboutNn && aboutNb ? [inLanguage(locale, { nn: aboutNn, nb: aboutNb })] : [];
}

/**
 * "Come to the forum": what, when, where, the programme, and a personal link to answer by; perhaps instead of a colleague, with a place
 * kept until then.
 */
export function invitationLetter(
	facts: MailFacts,
	reader: Reader,
	link: string,
	{ insteadOf, until = null }: { insteadOf?: string | undefined; until?: string | null } = {}
) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.gatherings_mail_invited({ municipality: facts.municipality, series }, { locale }),
		...(insteadOf ? [m.invitations_mail_instead({ name: insteadOf }, { locale })] : []),
		...(until ? [m.invitations_mail_kept({ until: instantText(locale, until) }, { locale })] : []),
		factsBlock(facts, locale),
		m.gatherings_mail_please_answer({}, { locale }),
		{ button: m.gatherings_mail_answer_button({}, { locale }), href: link },
		...seatLine(facts, locale),
		...programmeLines(facts, locale),
		...aboutLine(facts, locale)
	];
	return {
		subject: m.gatherings_mail_invitation_subject({ series, date: longDate(locale, facts.date) }, { locale }),
		...letter({
			locale,
			heading: m.gatherings_mail_invitation_heading({ series }, { locale }),
			body,
			footer: [m.gatherings_mail_link_personal({}, { locale }), ...footer(facts, locale)]
		})
	};
}

/**
 * "It is at another time or place now": old → new, with the link to answer by. On another day they are asked anew; else the answer that was
 * given stands.
 */
export function changeLetter(
	facts: MailFacts,
	reader: Reader,
	{ link, was, moved, answer }: { link: string; was: SentBefore; moved: boolean; answer: 'accepted' | 'declined' | null }
) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const stands = answer === null ? m.gatherings_mail_please_answer({}, { locale }) : m.gatherings_mail_changed_answer({}, { locale });
	const words = { series, date: longDate(locale, facts.date) };
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.gatherings_mail_changed({ series }, { locale }),
		factsBlock(facts, locale, was),
		moved ? m.invitations_mail_moved({}, { locale }) : stands,
		{ button: m.gatherings_mail_answer_button({}, { locale }), href: link },
		...programmeLines(facts, locale)
	];
	return {
		subject: (moved ? m.invitations_mail_moved_subject : m.gatherings_mail_change_subject)(words, { locale }),
		...letter({ locale, heading: m.gatherings_mail_change_heading({ series }, { locale }), body, footer: footer(facts, locale) })
	};
}

/** "It is called off." */
export function cancellationLetter(facts: MailFacts, reader: Reader) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.gatherings_mail_cancelled({ series, date: longDate(locale, facts.date) }, { locale }),
		m.gatherings_mail_cancelled_calendar({}, { locale })
	];
	return {
		subject: m.gatherings_mail_cancellation_subject({ series, date: longDate(locale, facts.date) }, { locale }),
		...letter({ locale, heading: m.gatherings_mail_cancellation_heading({ series }, { locale }), body, footer: footer(facts, locale) })
	};
}

/** "A place is free": to whoever has stood in line the longest, and until when it is theirs. */
export function offerLetter(facts: MailFacts, reader: Reader, link: string, until: string) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.invitations_mail_offer({ series }, { locale }),
		m.invitations_mail_kept({ until: instantText(locale, until) }, { locale }),
		factsBlock(facts, locale),
		{ button: m.invitations_mail_offer_button({}, { locale }), href: link }
	];
	return {
		subject: m.invitations_mail_offer_subject({ series, date: longDate(locale, facts.date) }, { locale }),
		...letter({ locale, heading: m.invitations_mail_offer_heading({}, { locale }), body, footer: footer(facts, locale) })
	};
}

/** "We have not heard from you": to those who have not answered. */
export function reminderLetter(facts: MailFacts, reader: Reader, link: string) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.invitations_mail_reminder({ series }, { locale }),
		factsBlock(facts, locale),
		{ button: m.gatherings_mail_answer_button({}, { locale }), href: link },
		...seatLine(facts, locale),
		...programmeLines(facts, locale)
	];
	return {
		subject: m.invitations_mail_reminder_subject({ series, date: longDate(locale, facts.date) }, { locale }),
		...letter({ locale, heading: m.invitations_mail_reminder_heading({ series }, { locale }), body, footer: footer(facts, locale) })
	};
}
