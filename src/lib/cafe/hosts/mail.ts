import type { MailFacts, Reader } from '#lib/gatherings/invitations/mail.ts';
import { dateAndTime, longDate } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';

/** What a letter to a host is for: asking, asking once more, or telling who said yes what is theirs. */
export type HostLetter = 'ask' | 'again' | 'ready';

type Asked = { facts: MailFacts; reader: Reader; table: { number: number; question: string } | null; link: string };

/** "Will you be a host?": what a host does, when and where, which table where it is known, and a link to answer by. */
export function hostLetter(what: HostLetter, { facts, reader, table, link }: Asked) {
	const { locale } = reader;
	const as = { locale };
	const series = inLanguage(locale, { nn: facts.seriesNn, nb: facts.seriesNb });
	const words = { series, date: longDate(locale, facts.date) };
	const heading = { ask: m.hosts_mail_ask_heading, again: m.hosts_mail_ask_heading, ready: m.hosts_mail_ready_heading }[what];
	const subject = { ask: m.hosts_mail_ask_subject, again: m.hosts_mail_again_subject, ready: m.hosts_mail_ready_subject }[what];
	const body: Block[] = [
		m.gatherings_mail_hello({ name: reader.name }, as),
		(what === 'ready' ? m.hosts_mail_ready : m.hosts_mail_ask)({ series, municipality: facts.municipality }, as),
		m.hosts_what({}, as),
		{
			facts: [
				[m.gatherings_when({}, as), dateAndTime(locale, facts.date, facts.startTime)],
				...(facts.room ? [[m.gatherings_where({}, as), facts.room] as const] : []),
				[m.gatherings_theme({}, as), facts.theme],
				...(table
					? ([
							[m.hosts_table({}, as), m.common_table_number({ number: table.number }, as)],
							[m.hosts_question({}, as), table.question]
						] as const)
					: [])
			]
		},
		...(table ? [] : [m.hosts_mail_no_table({}, as)]),
		{ button: (what === 'ready' ? m.hosts_mail_change_button : m.hosts_mail_button)({}, as), href: link }
	];
	return {
		subject: subject(words, as),
		...letter({
			locale,
			heading: heading({ series }, as),
			body,
			footer: [m.hosts_mail_link_personal({}, as), m.gatherings_mail_why({ municipality: facts.municipality, series }, as)]
		})
	};
}
