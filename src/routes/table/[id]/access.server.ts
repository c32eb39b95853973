import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { pseudonymOf } from '#lib/cafe/board/authorize.server.ts';
import { joinAsHost } from '#lib/cafe/joining/join.server.ts';
import { closeEndedPhones } from '#lib/cafe/joining/keeper.server.ts';
import { participantFor, type AtTable, type Requester } from '#lib/cafe/participants/participants.server.ts';
import { keepPhone, shownCookie } from '#lib/cafe/participants/phone.server.ts';
import { mayHostHere } from '#lib/cafe/rounds/hostNote.server.ts';
import { formerTable, seatOf } from '#lib/cafe/tables/walkIns.server.ts';
import { isSecure } from '#lib/people/auth/sessions.server.ts';
import { guestTokenOf, phoneLife } from '../../cookies.server.ts';

/** A request for a page of a table. */
export type TableEvent = Pick<RequestEvent, 'locals' | 'cookies' | 'params'>;

export function requesterOf(event: TableEvent): Requester {
	const { locals, cookies } = event;
	const shownAs = cookies.get(shownCookie(isSecure(locals.sessions)));
	return { now: locals.now, guestToken: guestTokenOf(event), actor: locals.actor, shownAs };
}

/** The id by which boards know the requester (L21). */
export function principalOf(event: TableEvent, at: Pick<AtTable, 'participant'>): string {
	const { locals, cookies } = event;
	return pseudonymOf(at, { guestToken: guestTokenOf(event), sessionId: cookies.get(locals.sessions.sessionCookieName) });
}

/** The secret by which the participant's dots are theirs: that of the phone they joined with, else null. */
export function voterSecret(event: TableEvent, participant: AtTable['participant']): string | null {
	return participant?.onPhone ? principalOf(event, { participant }) : null;
}

/** The requester at the table of the address. An unknown phone is sent to where codes are typed; a table that isn't theirs is a 404. */
export async function atTable(event: TableEvent): Promise<AtTable> {
	const at = await participantFor(event.locals.db, requesterOf(event), event.params.id!);
	if (at) return at;
	await leadOn(event);
	if (!event.locals.actor) redirect(303, '/join');
	error(404);
}

/** From a table that was dissolved to the one that has its notes, and from there to their own. */
async function leadOn(event: TableEvent): Promise<void> {
	const gone = await formerTable(event.locals.db, event.params.id!);
	if (!gone) return;
	const seated = await seatOf(event.locals.db, requesterOf(event), gone.cafeId);
	if (seated !== null) redirect(303, `/table/${seated}`);
	if (event.locals.actor && gone.intoId !== null) redirect(303, `/table/${gone.intoId}`);
}

/** As `atTable`; a signed-in host who opens their table without the code becomes a participant. */
export async function seatedAt(event: TableEvent): Promise<AtTable> {
	const at = await atTable(event);
	const { actor, db, live, now } = event.locals;
	if (at.participant || at.role !== 'host' || !actor) return at;
	const joined = await joinAsHost(db, actor, at.cafe.id, now);
	if (joined) keepPhone(event.cookies, joined.token, phoneLife(event.locals, at.cafe.lastDay));
	if (joined && joined.ended.length > 0) await closeEndedPhones(db, live, at.cafe.id);
	return atTable(event);
}

/** As `seatedAt`, for participants only: those who run the day have no vote and no mark of their own, and get a 404. */
export async function participantAt(event: TableEvent) {
	const at = await seatedAt(event);
	return { ...at, participant: at.participant ?? error(404) };
}

/** The host of the table, with an account or a phone, or whoever runs the day; a 404 for others. */
export async function hostAt(event: TableEvent): Promise<AtTable> {
	const who = requesterOf(event);
	const at = await participantFor(event.locals.db, who, event.params.id!);
	if (!at) await leadOn(event);
	if (!at && !who.actor && !who.guestToken) redirect(303, '/join');
	if (!at || !mayHostHere(at)) error(404);
	return at;
}
