import { longDate } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import { factsBlock, footer, type MailFacts, programmeLines, type Reader } from './mail.ts';

/** "On the day": where and when, what they have said they need, what to read, and the page with their code for the door. */
export function beforeDayLetter(
	facts: MailFacts,
	reader: Reader,
	about: { link: string; needs: string | null; materials: readonly { label: string; url: string }[] }
) {
	const { locale } = reader;
	const as = { locale };
	const words = { series: inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb }), date: longDate(locale, facts.date) };
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, as),
		m.invitations_mail_before(words, as),
		factsBlock({ ...facts, answerBy: null }, locale),
		about.needs ? m.invitations_mail_before_needs({ needs: about.needs }, as) : m.invitations_mail_before_no_needs({}, as),
		m.invitations_mail_before_code({}, as),
		{ button: m.invitations_mail_before_button({}, as), href: about.link },
		{ heading: m.invitations_mail_before_materials({}, as) },
		{ list: about.materials.map(({ label, url }) => `${label}: ${url}`) },
		...programmeLines(facts, locale)
	];
	return {
		subject: m.invitations_mail_before_subject(words, as),
		...letter({ locale, heading: m.invitations_mail_before_heading(words, as), body, footer: footer(facts, locale) })
	};
}

/** "Thank you for coming": what comes of the day, and the page where the summary will be. */
export function thanksLetter(facts: MailFacts, reader: Reader, link: string) {
	const { locale } = reader;
	const as = { locale };
	const words = { series: inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb }), date: longDate(locale, facts.date) };
	const atTables = facts.items.some(({ standard }) => standard === 'cafe' || standard === 'workshop');
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, as),
		m.invitations_mail_thanks(words, as),
		atTables ? m.invitations_mail_thanks_tables({}, as) : m.invitations_mail_thanks_next({}, as),
		m.invitations_mail_thanks_summary({}, as),
		{ button: m.invitations_mail_thanks_button({}, as), href: link }
	];
	return {
		subject: m.invitations_mail_thanks_subject(words, as),
		...letter({ locale, heading: m.invitations_mail_thanks_heading({}, as), body, footer: footer(facts, locale) })
	};
}

/** "The programme is new": to those invited who have not said no. */
export function programmeLetter(facts: MailFacts, reader: Reader, link: string) {
	const { locale } = reader;
	const as = { locale };
	const words = { series: inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb }), date: longDate(locale, facts.date) };
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, as),
		m.invitations_mail_programme(words, as),
		...programmeLines(facts, locale),
		m.gatherings_mail_changed_answer({}, as),
		{ button: m.invitations_mail_page_button({}, as), href: link }
	];
	return {
		subject: m.invitations_mail_programme_subject(words, as),
		...letter({ locale, heading: m.invitations_mail_programme_heading({}, as), body, footer: footer(facts, locale) })
	};
}

/** "We would like to make it together": to somebody from outside with whom a gathering is shared, before anybody is invited. */
export function partnerLetter(
	facts: Pick<MailFacts, 'municipality' | 'seriesNn' | 'seriesNb' | 'theme' | 'date'>,
	reader: Reader,
	about: { link: string; by: string }
) {
	const { locale } = reader;
	const as = { locale };
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const words = { series, date: longDate(locale, facts.date), by: about.by, municipality: facts.municipality };
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, as),
		m.gatherings_mail_partner(words, as),
		{
			facts: [
				[m.gatherings_when({}, as), longDate(locale, facts.date)],
				[m.gatherings_theme({}, as), facts.theme]
			]
		},
		m.gatherings_mail_partner_may({}, as),
		{ button: m.gatherings_mail_partner_button({}, as), href: about.link }
	];
	return {
		subject: m.gatherings_mail_partner_subject(words, as),
		...letter({
			locale,
			heading: m.gatherings_mail_partner_heading(words, as),
			body,
			footer: [m.gatherings_mail_partner_why(words, as)]
		})
	};
}

/** "People stand in line": to whoever has the forum, who can make room for more. */
export function lineLetter(
	about: Pick<MailFacts, 'seriesNn' | 'seriesNb' | 'theme'>,
	reader: Pick<Reader, 'name' | 'locale'>,
	line: { waiting: number; capacity: number | null; link: string }
) {
	const as = { locale: reader.locale };
	const series = inLanguage(reader.locale, { nn: about.seriesNn, nb: about.seriesNb });
	const subject = m.invitations_mail_line_subject({ count: line.waiting, series }, as);
	return {
		subject,
		...letter({
			locale: reader.locale,
			heading: subject,
			body: [
				m.gatherings_mail_hello({ name: reader.name }, as),
				m.invitations_mail_line({ count: line.waiting, theme: about.theme, capacity: String(line.capacity ?? '') }, as),
				{ button: m.invitations_mail_line_button({}, as), href: line.link }
			],
			footer: [m.invitations_mail_line_why({ series }, as)]
		})
	};
}
