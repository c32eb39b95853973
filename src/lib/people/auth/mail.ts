import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';

/** What the outbox calls these mails. */
export function passwordTitle(kind: 'invitation' | 'reset', locale: Locale): string {
	return kind === 'invitation' ? m.account_mail_batch({}, { locale }) : m.account_mail_kind_reset({}, { locale });
}

/** The mail with the link to set a password: to who is invited to Samling, or to who asked for it. */
export function passwordLetter(
	kind: 'invitation' | 'reset',
	{ locale, name, municipality }: { locale: Locale; name: string; municipality: string },
	href: string
): { subject: string; text: string; html: string } {
	const as = { locale };
	const subject = kind === 'invitation' ? m.account_mail_invited({ municipality }, as) : m.account_mail_reset({}, as);
	const body =
		kind === 'invitation'
			? [
					m.account_mail_invited_text({ name, municipality }, as),
					{ button: m.account_mail_choose({}, as), href },
					m.account_mail_days({}, as)
				]
			: [m.account_mail_reset_text({ name }, as), { button: m.account_mail_choose({}, as), href }, m.account_mail_hour({}, as)];
	const footer = [kind === 'invitation' ? m.account_mail_invited_why({ municipality }, as) : m.account_mail_reset_why({}, as)];
	return { subject, ...letter({ locale, heading: subject, body, footer }) };
}

/** Tells an address that its person is reached by another one from now on, and what to do when that is wrong. */
export function addressChangedLetter({ locale, name, municipality }: { locale: Locale; name: string; municipality: string }) {
	const as = { locale };
	const subject = m.account_mail_address({}, as);
	const footer = [m.account_mail_invited_why({ municipality }, as)];
	return { subject, ...letter({ locale, heading: subject, body: [m.account_mail_address_text({ name, municipality }, as)], footer }) };
}
