import { addDays } from '#lib/dates.ts';
import { shortened } from '#lib/text/shortened.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import { senderKeptDays } from './model.ts';

type About = { locale: Locale; municipality: string; plan: string };

/** To whoever has sent a remark and given an address. */
export function receiptLetter({ locale, municipality, plan, deadline, href }: About & { deadline: string; href: string }) {
	const until = longDate(locale, addDays(deadline, senderKeptDays));
	return {
		subject: shortened(m.publichearing_mail_subject({ plan }, { locale }), 250),
		...letter({
			locale,
			heading: m.publichearing_mail_heading({ plan }, { locale }),
			body: [
				m.publichearing_mail_text({ municipality }, { locale }),
				m.publichearing_mail_next({}, { locale }),
				{ button: m.publichearing_mail_button({}, { locale }), href }
			],
			footer: [m.publichearing_mail_footer({ municipality, date: until }, { locale })]
		})
	};
}

/** To the same when the plan is adopted. */
export function outcomeLetter({ locale, municipality, plan, hrefs }: About & { hrefs: readonly string[] }) {
	const label = m.hearing_mail_see({}, { locale });
	return {
		subject: shortened(m.publichearing_mail_adopted_subject({ plan }, { locale }), 250),
		...letter({
			locale,
			heading: m.hearing_mail_heading({ plan }, { locale }),
			body: [
				m.publichearing_mail_adopted({ plan }, { locale }),
				...hrefs.map((href, at) => ({ button: hrefs.length > 1 ? `${label} (${at + 1})` : label, href }))
			],
			footer: [m.publichearing_mail_adopted_footer({ municipality }, { locale })]
		})
	};
}
