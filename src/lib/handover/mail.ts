import type { CivilDate } from '#lib/dates.ts';
import { longDate } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';

type Told = { series: { nameNn: string; nameNb: string }; from: CivilDate; by: string; name: string };

const seriesIn = ({ series }: Told, locale: Locale) => inLanguage(locale, { nn: series.nameNn, nb: series.nameNb });

/** To those who have a series and those who get it: from when it is whose, and what follows with it. */
export function handedLetter(
	locale: Locale,
	told: Told & { role: { roleNn: string; roleNb: string }; tasks: number; gatherings: number; href: string }
) {
	const as = { locale };
	const role = inLanguage(locale, { nn: told.role.roleNn, nb: told.role.roleNb });
	const words = { series: seriesIn(told, locale), date: longDate(locale, told.from), role };
	return {
		subject: m.handover_mail_subject(words, as),
		...letter({
			locale,
			heading: m.handover_mail_subject(words, as),
			body: [
				m.gatherings_mail_hello({ name: told.name }, as),
				m.handover_mail_text(words, as),
				{
					facts: [
						[m.handover_mail_tasks({}, as), String(told.tasks)],
						[m.handover_mail_gatherings({}, as), String(told.gatherings)]
					]
				},
				m.handover_mail_follows({}, as),
				{ button: m.handover_mail_button({}, as), href: told.href }
			],
			footer: [m.handover_mail_by({ by: told.by, series: words.series }, as)]
		})
	};
}

/** That it does not happen after all. */
export function withdrawnLetter(locale: Locale, told: Told) {
	const as = { locale };
	const words = { series: seriesIn(told, locale), date: longDate(locale, told.from) };
	return {
		subject: m.handover_mail_back_subject(words, as),
		...letter({
			locale,
			heading: m.handover_mail_back_subject(words, as),
			body: [m.gatherings_mail_hello({ name: told.name }, as), m.handover_mail_back(words, as)],
			footer: [m.handover_mail_by({ by: told.by, series: words.series }, as)]
		})
	};
}
