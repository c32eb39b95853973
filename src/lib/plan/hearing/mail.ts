import { shortened } from '#lib/text/shortened.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import { nameFor } from '#lib/i18n/named.ts';

/** What a body is written to about: it is asked, the last day has moved, it has not answered, the plan is adopted. */
export type HearingNews = 'asked' | 'moved' | 'reminder' | 'adopted';

type About = {
	locale: Locale;
	/** Those that are written to at this address, each with its own link. */
	bodies: readonly { name: string; href: string }[];
	municipality: string;
	plan: { nn: string; nb: string };
	deadline: string;
	/** The municipality's own words to the bodies. */
	words: string;
	caseNumber: string | null;
	news: HearingNews;
	/** Who adopted the plan. */
	adoptedBy: string | null;
};

/** A letter of a hearing to one address. */
export function hearingLetter(about: About): { subject: string; text: string; html: string } {
	const { locale, municipality, bodies, news, caseNumber } = about;
	const plan = nameFor(locale, about.plan).text;
	const date = longDate(locale, about.deadline);
	const body = bodies.map(({ name }) => name).join(', ');
	const subjects = {
		asked: () => m.hearing_mail_subject({ plan, date }, { locale }),
		moved: () => m.hearing_mail_subject_moved({ plan, date }, { locale }),
		reminder: () => m.hearing_mail_subject_reminder({ plan, date }, { locale }),
		adopted: () => m.hearing_mail_subject_adopted({ plan }, { locale })
	};
	const texts = {
		asked: () => [m.hearing_mail_text({ body, municipality }, { locale }), about.words],
		moved: () => [m.hearing_mail_moved({ body, date }, { locale })],
		reminder: () => [m.hearing_mail_reminder({ body, municipality }, { locale })],
		adopted: () => [
			about.adoptedBy
				? m.hearing_mail_adopted_by({ body, plan, by: about.adoptedBy }, { locale })
				: m.hearing_mail_adopted({ body, plan }, { locale })
		]
	};
	const isOver = news === 'adopted';
	const label = isOver ? m.hearing_mail_see({}, { locale }) : m.hearing_mail_button({}, { locale });
	const buttons = bodies.map(({ name, href }): Block => ({ button: bodies.length > 1 ? `${label}: ${name}` : label, href }));
	return {
		subject: shortened(subjects[news](), 250),
		...letter({
			locale,
			heading: m.hearing_mail_heading({ plan }, { locale }),
			body: [
				...texts[news](),
				...(isOver ? [] : [m.hearing_mail_how({ date }, { locale })]),
				...(caseNumber ? [{ facts: [[m.plan_case_number({}, { locale }), caseNumber] as const] }] : []),
				...buttons
			],
			footer: [m.hearing_mail_footer({ municipality }, { locale })]
		})
	};
}
