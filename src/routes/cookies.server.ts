import { ownHours, isSecure } from '#lib/people/auth/sessions.server.ts';
import { guestCookie, type PhoneLife } from '#lib/cafe/participants/phone.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { RequestEvent } from '@sveltejs/kit';

/** How many days a browser keeps cookies that do not end with the day of a gathering: the page on privacy says the same. */
export const cookieDays = { session: ownHours / 24, receipt: 4, language: 365 };

/** The same for `maxAge`. */
export const cookieSeconds = (cookie: keyof typeof cookieDays): number => cookieDays[cookie] * 86_400;

/** The value of the cookie by which a guest's phone is known. */
export function guestTokenOf({ locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>): string | undefined {
	return cookies.get(guestCookie(isSecure(locals.sessions)));
}

/** How the phone's cookies are written for a café whose last day is `lastDay`. */
export function phoneLife({ now, sessions }: App.Locals, lastDay: CivilDate): PhoneLife {
	return { lastDay, now, isSecure: isSecure(sessions) };
}
