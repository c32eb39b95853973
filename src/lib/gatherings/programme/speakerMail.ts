import { dateAndTime, clockTime } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import type { Gathering } from '../model.ts';
import { itemTitle, type StandardTitle } from './titles.ts';

type Asked = {
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
	/** Asked before, and has not answered. */
	again: boolean;
};

/** "Will you speak?": what, when and where, and a link to say yes or no by. */
export function speakerLetter(locale: Locale, { gathering, item, name, by, link, again }: Asked) {
	const as = { locale };
	const series = inLanguage(locale, { nn: gathering.seriesNn, nb: gathering.seriesNb });
	const title = itemTitle(locale, item);
	const when = gathering.date ? dateAndTime(locale, gathering.date, item.startTime) : clockTime(locale, item.startTime);
	const subject = (again ? m.programme_mail_again_subject : m.programme_mail_ask_subject)({ series, title }, as);
	return {
		subject,
		...letter({
			locale,
			heading: m.programme_mail_ask_heading({ series }, as),
			body: [
				m.gatherings_mail_hello({ name }, as),
				m.programme_mail_ask({ municipality: by.municipalityName, series }, as),
				{
					facts: [
						[m.programme_mail_part({}, as), m.programme_mail_part_value({ title, count: item.minutes }, as)],
						[m.gatherings_when({}, as), when],
						...(gathering.room ? [[m.gatherings_where({}, as), gathering.room] as const] : []),
						[m.gatherings_theme({}, as), gathering.theme]
					]
				},
				{ button: m.programme_mail_ask_button({}, as), href: link }
			],
			footer: [m.programme_mail_ask_footer({ by: by.name, municipality: by.municipalityName }, as)]
		})
	};
}
