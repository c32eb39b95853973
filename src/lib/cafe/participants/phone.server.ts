import type { Cookies } from '@sveltejs/kit';
import { newToken, hashOf } from '#lib/tokens.server.ts';
import { refuse } from '#lib/result.ts';
import { areOpen, type ShownAs } from '../model.ts';
import type { AtTable, Participant, Requester } from './participants.server.ts';

/*
 * What a phone keeps for itself: a secret, of which the database has only the SHA-256, and how its notes are marked. The latter is not
 * in the database, live or later: at a table where one has chosen no name, it would say whose the notes without one are (L21).
 */

/** The cookie of a participant's phone: the secret and the choice. */
export const guestCookie = 'samling-table';
/** The choice of somebody who is signed in and has no such phone. */
export const shownCookie = 'samling-shown';

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

/** How many days a phone keeps its cookies: until the code stops working, and one night more. */
export const phoneDays = 4;
const lifetime = phoneDays * 86_400;

/** Writes the cookie of a phone that has joined. */
export function keepPhone(cookies: Pick<Cookies, 'set'>, token: string, secure: boolean): void {
	cookies.set(guestCookie, token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: lifetime });
}

/** Writes the choice to the phone that sent the request. */
export function keepChoice(cookies: Pick<Cookies, 'get' | 'set'>, shownAs: ShownAs, secure: boolean): void {
	const token = cookies.get(guestCookie);
	if (token) keepPhone(cookies, `${phoneSecret(token)}.${shownAs}`, secure);
	else cookies.set(shownCookie, shownAs, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: lifetime });
}
