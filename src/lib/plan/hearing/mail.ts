import { shortened } from '#lib/text/shortened.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import { nameFor } from '#lib/i18n/named.ts';

/** The mail that asks a body for its answer, or reminds it of it. */
export function hearingLetter(about: {
	locale: Locale;
	body: string;
	municipality: string;
	plan: { nn: string; nb: string };
	deadline: string;
	isReminder: boolean;
	href: string;
}): { subject: string; text: string; html: string } {
	const { locale, municipality, href, body, isReminder } = about;
	const plan = nameFor(locale, about.plan).text;
	const date = longDate(locale, about.deadline);
	const subject = isReminder
		? m.hearing_mail_subject_reminder({ plan, date }, { locale })
		: m.hearing_mail_subject({ plan, date }, { locale });
	return {
		subject: shortened(subject, 250),
		...letter({
			locale,
			heading: m.hearing_mail_heading({ plan }, { locale }),
			body: [
				isReminder ? m.hearing_mail_reminder({ body, municipality }, { locale }) : m.hearing_mail_text({ body, municipality }, { locale }),
				m.hearing_mail_how({ date }, { locale }),
				{ button: m.hearing_mail_button({}, { locale }), href }
			],
			footer: [m.hearing_mail_footer({ municipality }, { locale })]
		})
	};
}
