import { ownHours } from '#lib/people/auth/sessions.server.ts';
import { phoneDays } from '#lib/cafe/participants/phone.server.ts';

/** How many days a browser keeps the cookies that Samling sets: the page on privacy says the same. */
export const cookieDays = { session: ownHours / 24, table: phoneDays, receipt: phoneDays, language: 365 };

/** The same for `maxAge`. */
export const cookieSeconds = (cookie: keyof typeof cookieDays): number => cookieDays[cookie] * 86_400;
