import type { Cookies } from '@sveltejs/kit';
import { addDays, civilDate, instantOf, type CivilDate, type Instant } from '#lib/dates.ts';
import { newToken, hashOf } from '#lib/tokens.server.ts';
import { refuse } from '#lib/result.ts';
import { areOpen, type ShownAs } from '../model.ts';
import type { AtTable, Participant, Requester } from './participants.server.ts';

/*
 * What a phone keeps for itself: a secret, of which the database has only the SHA-256, and how its notes are marked. The latter is not
 * in the database, live or later: at a table where one has chosen no name, it would say whose the notes without one are (L21).
 */

/**
 * The cookie of a participant's phone: the secret and the choice. On https its name lets no other host of the domain, and nothing that
 * came without TLS, set it (`__Host-`, RFC 6265bis §4.1.3.2).
 */
export const guestCookie = (isSecure: boolean): string => (isSecure ? '__Host-samling-table' : 'samling-table');
/** The choice of somebody who is signed in and has no such phone. */
export const shownCookie = (isSecure: boolean): string => (isSecure ? '__Host-samling-shown' : 'samling-shown');

const isChoice = (value: string | null | undefined): value is ShownAs => value === 'name' || value === 'unit' || value === 'none';

/** A fresh secret with a choice: the cookie's value, and what is stored instead of the secret. */
export function newPhone(shownAs: ShownAs): { token: string; tokenHash: string } {
	const secret = newToken();
	return { token: `${secret}.${shownAs}`, tokenHash: hashOf(secret) };
}

/** The secret in a cookie's value. */
export function phoneSecret(token: string): string {
	return token.split('.', 1)[0]!;
}

export function phoneHash(token: string): string {
	return hashOf(phoneSecret(token));
}

/** What somebody chose; who is signed in and chose nothing is shown by name. */
export function shownChoice({ guestToken, shownAs }: Requester): ShownAs {
	const choice = guestToken ? guestToken.split('.')[1] : (shownAs ?? 'name');
	return isChoice(choice) ? choice : 'none';
}

/**
 * Changes how a participant is shown from now on, on their phone only; notes that are on the board keep the label they were
 * written with. Refuses `missingLabel` (no name, or no unit, to be shown by) and `closed` (the boards are).
 */
export async function changeShownAs(
	{ participant, cafe }: { participant: Participant; cafe: Pick<AtTable['cafe'], 'phase' | 'round' | 'rounds'> },
	shownAs: ShownAs
) {
	if (participant.labels[shownAs] === null) return refuse('missingLabel');
	return areOpen(cafe) ? { ok: true as const } : refuse('closed');
}

/**
 * The last day on which a café is joined, and on which the phones that joined it are let in. Of some cafés in the past only the month is
 * known: theirs is the day they were set up.
 */
export function lastDayOf(cafe: { date: CivilDate | null; createdAt: Instant }): CivilDate {
	return cafe.date ?? civilDate(cafe.createdAt);
}

export function isOver(lastDay: CivilDate, now: Instant): boolean {
	return civilDate(now) > lastDay;
}

/** Until when a phone keeps its cookies: the end of the café's last day, when the server takes them no longer either. */
export type PhoneLife = { lastDay: CivilDate; now: Instant; isSecure: boolean };

function attributes({ lastDay, now, isSecure }: PhoneLife) {
	const left = Math.floor((Date.parse(instantOf(addDays(lastDay, 1), '00:00')) - Date.parse(now)) / 1000);
	return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: isSecure, maxAge: Math.max(0, left) };
}

/** Writes the cookie of a phone that has joined. */
export function keepPhone(cookies: Pick<Cookies, 'set'>, token: string, life: PhoneLife): void {
	cookies.set(guestCookie(life.isSecure), token, attributes(life));
}

/** Writes the choice to the phone that sent the request. */
export function keepChoice(cookies: Pick<Cookies, 'get' | 'set'>, shownAs: ShownAs, life: PhoneLife): void {
	const token = cookies.get(guestCookie(life.isSecure));
	if (token) keepPhone(cookies, `${phoneSecret(token)}.${shownAs}`, life);
	else cookies.set(shownCookie(life.isSecure), shownAs, attributes(life));
}

/** The cookies of a `Cookie` header (RFC 6265 §4.2.1); of a name that comes twice, the first. */
export function cookiesIn(header: string | undefined): Map<string, string> {
	const cookies = new Map<string, string>();
	for (const pair of (header ?? '').split(';')) {
		const at = pair.indexOf('=');
		const name = pair.slice(0, at).trim();
		if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
	}
	return cookies;
}
