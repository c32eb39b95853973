import { addMinutes } from '#lib/dates.ts';
import { dateAndTime, clockTime, longDate } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import { calendarFile, type CalendarEntry } from '../calendar/icalendar.ts';
import type { Gathering, MailSettings } from '../model.ts';
import { titleOf } from '../text.ts';
import { itemTitle, type StandardTitle } from '../programme/titles.ts';

/** A part of a gathering, and who is asked to take it. */
export type Asked = {
	gathering: Pick<Gathering, 'date' | 'room' | 'theme'> & { seriesNn: string; seriesNb: string };
	item: {
		title: string;
		standard: StandardTitle | null;
		speaker: string;
		unitNn: string | null;
		unitNb: string | null;
		startTime: string;
		minutes: number;
	};
	name: string;
	by: { name: string; municipalityName: string };
	link: string;
};

/** What a speaker was last told of when and where. */
export type ToldBefore = { toldDate: string | null; toldTime: string | null; toldRoom: string | null };

const seriesOf = ({ gathering }: Pick<Asked, 'gathering'>, locale: Locale) =>
	inLanguage(locale, { nn: gathering.seriesNn, nb: gathering.seriesNb });

const whenOf = (date: string | null, time: string, locale: Locale) => (date ? dateAndTime(locale, date, time) : clockTime(locale, time));

/** What, when, where and about what; with `was`, what is new stands as old → new. */
function facts(
	{ gathering, item }: Pick<Asked, 'gathering' | 'item'>,
	locale: Locale,
	more: { was?: ToldBefore; by?: string | null } = {}
): Block {
	const as = { locale };
	const now = whenOf(gathering.date, item.startTime, locale);
	const { was, by = null } = more;
	const then = was?.toldTime ? whenOf(was.toldDate, was.toldTime, locale) : now;
	const change = (from: string, to: string) =>
		from === to ? to : m.speakers_mail_change({ from: from || m.speakers_mail_no_place({}, as), to }, as);
	const room = was && was.toldRoom !== null ? change(was.toldRoom, gathering.room) : gathering.room;
	return {
		facts: [
			[m.programme_mail_part({}, as), m.programme_mail_part_value({ title: itemTitle(locale, item), count: item.minutes }, as)],
			[m.gatherings_when({}, as), change(then, now)],
			...(room ? [[m.gatherings_where({}, as), room] as const] : []),
			[m.gatherings_theme({}, as), gathering.theme],
			...(by ? [[m.common_answer_by({}, as), longDate(locale, by)] as const] : [])
		]
	};
}

function footer({ by }: Pick<Asked, 'by'>, locale: Locale): string[] {
	return [m.programme_mail_ask_footer({ by: by.name, municipality: by.municipalityName }, { locale })];
}

type Question = Asked & {
	/** Asked before, and has not answered. */
	again: boolean;
	/** It is the talk that they have offered to give. */
	offered: boolean;
	answerBy: string | null;
};

/** "Will you speak?": what, when and where, and a link to say yes or no by. */
export function speakerLetter(locale: Locale, asked: Question) {
	const as = { locale };
	const { item, name, by, link, again, offered, answerBy } = asked;
	const series = seriesOf(asked, locale);
	const title = itemTitle(locale, item);
	const words = { municipality: by.municipalityName, series };
	return {
		subject: (again ? m.programme_mail_again_subject : m.programme_mail_ask_subject)({ series, title }, as),
		...letter({
			locale,
			heading: m.programme_mail_ask_heading({ series }, as),
			body: [
				m.gatherings_mail_hello({ name }, as),
				offered ? m.speakers_mail_offered(words, as) : m.programme_mail_ask(words, as),
				facts(asked, locale, { by: answerBy }),
				{ button: m.programme_mail_ask_button({}, as), href: link }
			],
			footer: footer(asked, locale)
		})
	};
}

/** "You are on the programme": what they said yes to, with a link to their own page and a calendar entry beside it. */
export function speakerConfirmationLetter(locale: Locale, asked: Asked) {
	const as = { locale };
	const title = itemTitle(locale, asked.item);
	return {
		subject: m.speakers_mail_confirmed_subject({ title, series: seriesOf(asked, locale) }, as),
		...letter({
			locale,
			heading: m.speakers_mail_confirmed_heading({}, as),
			body: [
				m.gatherings_mail_hello({ name: asked.name }, as),
				m.speakers_mail_confirmed({}, as),
				facts(asked, locale),
				{ button: m.speakers_mail_page_button({}, as), href: asked.link }
			],
			footer: footer(asked, locale)
		})
	};
}

/** "It is at another time now": old → new. On another day they are asked anew, since a yes to one day is no yes to another. */
export function speakerChangeLetter(locale: Locale, asked: Asked & { was: ToldBefore; anew: boolean; answerBy: string | null }) {
	const as = { locale };
	const { was, anew } = asked;
	const title = itemTitle(locale, asked.item);
	const words = { title, series: seriesOf(asked, locale) };
	return {
		subject: (anew ? m.speakers_mail_moved_subject : m.speakers_mail_changed_subject)(words, as),
		...letter({
			locale,
			heading: m.speakers_mail_changed_heading({ title }, as),
			body: [
				m.gatherings_mail_hello({ name: asked.name }, as),
				anew ? m.speakers_mail_moved({}, as) : m.speakers_mail_changed({}, as),
				facts(asked, locale, { was, by: asked.anew ? asked.answerBy : null }),
				{ button: anew ? m.programme_mail_ask_button({}, as) : m.speakers_mail_page_button({}, as), href: asked.link }
			],
			footer: footer(asked, locale)
		})
	};
}

/** Why a speaker has nothing to give any longer: the gathering is called off, the part is taken out, or they have said no themselves. */
export type Ended = 'cancelled' | 'removed' | 'declined';

export function speakerCancellationLetter(
	locale: Locale,
	of: Omit<Asked, 'item' | 'link'> & { title: string; was: ToldBefore; ended: Ended }
) {
	const as = { locale };
	const { title, was } = of;
	const when = was.toldTime ? whenOf(was.toldDate, was.toldTime, locale) : '';
	const words = { title, series: seriesOf(of, locale), when };
	const said = { cancelled: m.speakers_mail_cancelled, removed: m.speakers_mail_removed, declined: m.speakers_mail_declined }[of.ended];
	return {
		subject: m.speakers_mail_off_subject({ title, series: words.series }, as),
		...letter({
			locale,
			heading: m.speakers_mail_off_heading({ title }, as),
			body: [m.gatherings_mail_hello({ name: of.name }, as), said(words, as)],
			footer: footer(of, locale)
		})
	};
}

/** To whoever has the forum: what a speaker said, or that they have not answered in time; and who is asked instead. */
export function speakerAnswerLetter(
	locale: Locale,
	told: Omit<Asked, 'by'> & { reader: string; said: 'yes' | 'no' | 'withdrew' | 'silent'; note: string; next: string | null }
) {
	const as = { locale };
	const { name, note, next } = told;
	const title = itemTitle(locale, told.item);
	const words = { name, title };
	const [subject, text] = {
		yes: [m.speakers_mail_said_yes_subject, m.speakers_mail_said_yes],
		no: [m.speakers_mail_said_no_subject, m.speakers_mail_said_no],
		withdrew: [m.speakers_mail_withdrew_subject, m.speakers_mail_said_no],
		silent: [m.speakers_mail_silent_subject, m.speakers_mail_silent]
	}[told.said] as [typeof m.speakers_mail_said_yes_subject, typeof m.speakers_mail_said_no];
	return {
		subject: subject(words, as),
		...letter({
			locale,
			heading: subject(words, as),
			body: [
				m.gatherings_mail_hello({ name: told.reader }, as),
				text(words, as),
				...(note ? [{ facts: [[m.speakers_mail_note({}, as), note]] as const }] : []),
				facts(told, locale),
				...(told.said === 'yes' ? [] : [next ? m.speakers_mail_next({ name: next }, as) : m.speakers_mail_nobody({}, as)]),
				{ button: m.speakers_mail_programme_button({}, as), href: told.link }
			],
			footer: [m.speakers_mail_why({ series: seriesOf(told, locale) }, as)]
		})
	};
}

/** The part as an entry of its own in the speaker's calendar, beside that of the gathering. */
export function speakerCalendar(
	locale: Locale,
	of: Pick<Asked, 'gathering' | 'name'> & { item: Asked['item'] | null; title: string; was: ToldBefore; link: string | null },
	entry: Pick<CalendarEntry, 'id' | 'sequence' | 'method' | 'answer' | 'at'> & { email: string; municipality: string },
	mail: MailSettings
): string | undefined {
	const { gathering, item, was } = of;
	const date = item ? gathering.date : was.toldDate;
	const startTime = item ? item.startTime : was.toldTime;
	if (date === null || startTime === null) return undefined;
	return calendarFile({
		...entry,
		of: 'speaker',
		date,
		startTime,
		endTime: item ? addMinutes(startTime, item.minutes) : null,
		title: `${of.title} – ${titleOf(gathering, locale)}`,
		description: of.link ? m.speakers_mail_page({ link: of.link }, { locale }) : '',
		place: gathering.room,
		link: of.link,
		organiser: { name: entry.municipality, email: mail.mailFrom },
		attendee: { name: of.name, email: entry.email }
	});
}
