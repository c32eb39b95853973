import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import { halfInWords } from './text.ts';
import { nameFor } from '#lib/i18n/named.ts';

/** The mail that asks how it goes with somebody's measures, or reminds them. */
export function followUpLetter(about: {
	locale: Locale;
	municipality: string;
	plan: { nn: string; nb: string };
	half: string;
	due: string;
	/** How many measures. */
	count: number;
	isReminder: boolean;
	href: string;
}): { subject: string; text: string; html: string } {
	const { locale, count, municipality } = about;
	const as = { locale };
	const plan = nameFor(locale, about.plan).text;
	const date = longDate(locale, about.due);
	const subject = about.isReminder ? m.followup_mail_subject_reminder({ count, date }, as) : m.followup_mail_subject({ count, date }, as);
	return {
		subject,
		...letter({
			locale,
			heading: m.followup_mail_heading({ half: halfInWords(locale, about.half) }, as),
			body: [
				m.followup_mail_text({ count, plan }, as),
				m.followup_mail_how({ date }, as),
				{ button: m.followup_mail_button({}, as), href: about.href }
			],
			footer: [m.followup_mail_footer({ municipality }, as)]
		})
	};
}
