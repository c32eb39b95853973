import { letter } from '#lib/mail/letter.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { MailFacts, Reader } from '../invitations/mail.ts';

/** "What did you get out of it?": three questions, with a link that works once. */
export function evaluationLetter(about: Pick<MailFacts, 'municipality' | 'seriesNn' | 'seriesNb'>, reader: Reader, link: string) {
	const { locale } = reader;
	const series = inLanguage(locale, { nn: about.seriesNn, nb: about.seriesNb });
	const subject = m.evaluation_mail_subject({ series }, { locale });
	const body = [
		m.gatherings_mail_hello({ name: reader.name }, { locale }),
		m.evaluation_mail_text({}, { locale }),
		{ button: m.evaluation_mail_button({}, { locale }), href: link }
	];
	const why = m.gatherings_mail_why({ municipality: about.municipality, series }, { locale });
	return { subject, ...letter({ locale, heading: subject, body, footer: [m.evaluation_mail_once({}, { locale }), why] }) };
}
