import type { MeasureStatus } from '#db/schema/plan.ts';
import { mediumDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor, textOf } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import type { NewMail } from '#lib/mail/outbox.server.ts';
import { shortened } from '#lib/text/shortened.ts';
import type { Stance } from '../model.ts';
import { inputWords } from '../text.ts';
import { statusLabels } from '../document/text.ts';
import type { Afterwards } from '../thread/model.ts';
import { readingWords } from '../thread/text.ts';

/** What is new about a measure to one person. */
export type News = {
	measure: { elementId: string; number: string; nn: string; nb: string };
	status: { status: MeasureStatus; date: string; note: string | null } | null;
	reading: Afterwards['reading'];
	/** How it stands, which they are not told again. */
	now: { status: MeasureStatus | null; readingId: string | null };
	/** Why they hear it: they asked, or had a part in what was said. */
	asked: boolean;
	said: readonly { text: string; stance: Stance | null }[];
};

/** Measures in one letter; the rest is counted. */
const maxShown = 20;

/** What such letters of a day are called in the outbox. */
export function newsTitle(plan: { nn: string; nb: string }, locale: Locale): string {
	return m.news_title({ plan: nameFor(locale, plan).text }, { locale });
}

export function newsLetter(
	reader: { id: string; name: string; email: string },
	news: readonly News[],
	locale: Locale,
	about: { plan: { nn: string; nb: string }; municipality: string; href: string; unsubscribeUrl: string }
): NewMail {
	const plan = nameFor(locale, about.plan).text;
	const body: Block[] = [
		m.news_hello({ name: reader.name, plan }, { locale }),
		...news.slice(0, maxShown).flatMap((one): Block[] => {
			const heading = `${one.measure.number} ${shortened(nameFor(locale, one.measure).text, 300)}`;
			return [{ heading }, { facts: factsOf(one, locale) }];
		}),
		...(news.length > maxShown ? [m.news_more({ count: news.length - maxShown }, { locale })] : []),
		{ button: m.news_whole({}, { locale }), href: about.href }
	];
	return {
		recipient: { personId: reader.id, name: reader.name, email: reader.email },
		locale,
		subject: shortened(m.news_subject({ plan }, { locale }), 250),
		...letter({
			locale,
			heading: m.news_heading({}, { locale }),
			body,
			footer: [m.news_footer({ municipality: about.municipality }, { locale })],
			unsubscribe: { text: m.mail_stop_foot({}, { locale }), href: about.unsubscribeUrl }
		}),
		unsubscribeUrl: about.unsubscribeUrl
	};
}

function factsOf({ status, reading, asked, said }: News, locale: Locale): [string, string][] {
	const told = status && { status: statusLabels[status.status]({}, { locale }), when: mediumDate(locale, status.date) };
	const number = reading && readingWords(locale, reading);
	const words = [...new Set(said.map((input) => inputWords(input, locale).text))]
		.slice(0, 3)
		.map((text) => m.news_said({ text: shortened(text, 200) }, { locale }));
	return [
		...(told ? [[m.news_status({}, { locale }), m.news_since(told, { locale })] as [string, string]] : []),
		...(status?.status === 'stopped' && status.note
			? [[m.news_why({}, { locale }), shortened(status.note, 1000)] as [string, string]]
			: []),
		...(number ? [[m.news_number({}, { locale }), `${textOf(number.sentence)}, ${number.when}`] as [string, string]] : []),
		[m.news_because({}, { locale }), [...(asked ? [m.news_asked({}, { locale })] : []), ...words].join('\n')]
	];
}
