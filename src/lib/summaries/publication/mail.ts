import { longDate } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import type { NewMail } from '#lib/mail/outbox.server.ts';
import type { Locale } from '#lib/people/model.ts';
import { partsOf, type Audience, type SummaryContent } from '../model.ts';
import { ownNoteText } from '#lib/cafe/text.ts';
import type { Personal } from './personalParts.server.ts';
import { startsText } from './text.ts';

/** `id`: null for an address that is nobody's in Personar. */
export type Reader = { id: string | null; name: string; email: string; locale: Locale | null };
type Sent = {
	municipalityName: string;
	seriesNn: string;
	seriesNb: string;
	theme: string;
	date: string | null;
	version: number;
	content: SummaryContent;
	/** The language of readers who have not chosen one. */
	locale: Locale;
};

/** How a letter begins: only who was there is told so. */
const openings = {
	attended: m.summaries_mail_attended,
	invited: m.summaries_mail_invited,
	informed: m.summaries_mail_informed
} satisfies Record<Audience, unknown>;

/**
 * One reader's mail: what comes first in full, the rest as a list, then what is their own, and the whole behind the link (`links`: null
 * for who has none).
 */
export function mailTo(
	person: Reader,
	why: Audience,
	links: { href: string; unsubscribe: string } | null,
	personal: Personal | undefined,
	sent: Sent
): NewMail {
	const locale = person.locale ?? sent.locale;
	const { content, municipalityName: municipality } = sent;
	const series = inLanguage(locale, { nn: sent.seriesNn, nb: sent.seriesNb });
	const body: Block[] = [
		openings[why]({ name: person.name }, { locale }),
		...summaryPart(content, locale),
		...(personal ? personalPart(personal, locale) : []),
		...(content.closing ? [content.closing] : []),
		...(links ? [{ button: m.summaries_mail_button({}, { locale }), href: links.href }] : [])
	];
	return {
		recipient: { personId: person.id, name: person.name, email: person.email },
		locale,
		subject: subjectOf(sent, locale),
		...letter({
			locale,
			heading: content.title,
			body,
			footer: [(why === 'informed' ? m.summaries_mail_footer_informed : m.summaries_mail_footer)({ municipality, series }, { locale })],
			...(links && { unsubscribe: { text: m.mail_stop_foot({}, { locale }), href: links.unsubscribe } })
		}),
		...(links && { unsubscribeUrl: links.unsubscribe })
	};
}

function subjectOf({ version, theme, date }: Sent, locale: Locale): string {
	if (version > 1) return m.summaries_mail_subject_correction({ version, theme }, { locale });
	if (date === null) return m.summaries_first_title({ theme }, { locale });
	return m.summaries_mail_subject({ date: longDate(locale, date), theme }, { locale });
}

function summaryPart(content: SummaryContent, locale: Locale): Block[] {
	const { first, rest, inSection } = partsOf(content);
	const full = (point: SummaryContent['points'][number]) => (point.starter ? `${point.text}\n${startsText(point, locale)}` : point.text);
	const section = ({ heading, text, points }: SummaryContent['sections'][number]): Block[] => [
		...(heading ? [{ heading }] : []),
		...(text ? [text] : []),
		...list(
			null,
			inSection({ points }).map((point) => point.text)
		)
	];
	return [
		...(content.correction ? [`${m.draft_corrected({}, { locale })} ${content.correction}`] : []),
		content.intro,
		...list(m.summaries_first_heading({}, { locale }), first.map(full)),
		...content.sections.flatMap(section),
		...list(
			m.summaries_rest_heading({}, { locale }),
			rest.map((point) => point.text)
		)
	];
}

/** A list under its heading; nothing when there is nothing in it. */
function list(heading: string | null, items: readonly string[]): Block[] {
	if (items.length === 0) return [];
	return heading === null ? [{ list: items }] : [{ heading }, { list: items }];
}

/** No mail lists more than this of one kind: it is to be read on a phone. */
const maxListed = 12;

function personalPart({ tables, notes, actions }: Personal, locale: Locale): Block[] {
	const shortened = (items: string[]) =>
		items.length > maxListed
			? [...items.slice(0, maxListed), m.summaries_mail_more({ count: items.length - maxListed }, { locale })]
			: items;
	const action = ({ text, role, startBy }: Personal['actions'][number]) => {
		const starts = [role, startBy ? longDate(locale, startBy) : ''].filter(Boolean).join(', ');
		return [text, starts].filter(Boolean).join('\n');
	};
	const table = ({ number, question, points }: Personal['tables'][number]) =>
		[m.summaries_mail_table({ number, question }, { locale }), ...points.map((point) => `· ${point}`)].join('\n');
	return [
		...list(m.summaries_mail_actions({}, { locale }), shortened(actions.map(action))),
		...list(m.summaries_mail_notes({}, { locale }), shortened(notes.map((note) => ownNoteText(note, locale)))),
		...list(m.summaries_mail_tables({}, { locale }), tables.map(table))
	];
}
