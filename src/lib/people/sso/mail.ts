import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';

/** What the outbox calls it. */
export const connectTitle = (locale: Locale): string => m.sso_mail_kind({}, { locale });

/** Asks the owner of an address whether the account they have just signed in with at `issuer` is theirs. */
export function connectLetter(
	{ locale, name, municipality }: { locale: Locale; name: string; municipality: string },
	issuer: string,
	href: string
): { subject: string; text: string; html: string } {
	const as = { locale };
	const subject = m.sso_mail({ issuer }, as);
	const body = [m.sso_mail_text({ name, issuer, municipality }, as), { button: m.sso_mail_do({}, as), href }, m.account_mail_hour({}, as)];
	return { subject, ...letter({ locale, heading: subject, body, footer: [m.sso_mail_why({ issuer }, as)] }) };
}
