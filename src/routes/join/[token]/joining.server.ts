import { redirect, type RequestEvent } from '@sveltejs/kit';
import { broadcastWaiting } from '#lib/cafe/board/status.server.ts';
import { joinedAs } from '#lib/cafe/joining/join.server.ts';
import { joinableCafe, type JoinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { closeEndedPhones } from '#lib/cafe/joining/keeper.server.ts';
import { joinChoices } from '#lib/cafe/joining/names.server.ts';
import { whereabouts } from '#lib/cafe/joining/waiting.server.ts';
import { formerText, waitsForText } from '#lib/cafe/joining/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { keepPhone } from '#lib/cafe/participants/phone.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { nameOrder } from '#lib/text/names.ts';
import { guestTokenOf, phoneLife } from '../../cookies.server.ts';

type JoinEvent = Pick<RequestEvent, 'locals' | 'cookies'>;

/** The café behind the token of the address. One that is wrong, too old, rotated or locked leads to the page where codes are typed. */
export async function requireJoinable(locals: App.Locals, token: string): Promise<JoinableCafe> {
	return (await joinableCafe(locals.db, { token }, locals.now)) ?? redirect(303, '/join?again=1');
}

/** What the page for joining shows: `waiting` for a seat, `asks` to be let in, else who they may be. */
export async function joinPage(event: JoinEvent, token: string, suggestedId: string | null) {
	const { db, actor, locale, now } = event.locals;
	const cafe = await requireJoinable(event.locals, token);
	const guestToken = guestTokenOf(event);
	const joined = await joinedAs(db, { now, guestToken, actor }, cafe);
	if (joined?.tableId) redirect(303, `/table/${joined.tableId}`);
	const head = {
		chrome: 'bare' as const,
		municipality: cafe.municipalityName,
		series: inLanguage(locale, { nn: cafe.seriesNn, nb: cafe.seriesNb }),
		theme: cafe.theme,
		waiting: null,
		asks: null,
		told: null,
		people: [],
		units: [],
		yourself: null,
		self: null,
		others: null
	};
	if (joined) {
		const { name, label } = joined.participant;
		return { ...head, waiting: { name, label } };
	}
	const { waits, former } = guestToken ? await whereabouts(db, cafe.cafeId, guestToken) : { waits: null, former: null };
	if (waits)
		return {
			...head,
			asks: {
				title: waits.name ? m.joining_waiting_title_name({ name: waits.name }) : m.joining_waiting_title(),
				text: waitsForText[waits.why]()
			}
		};
	const { people, units } = await joinChoices(db, cafe);
	return {
		...head,
		told: former && formerText[former](),
		people: people.map(({ attendanceId, name, unit }) => ({ id: attendanceId, name, unit })).sort((a, b) => nameOrder(a.name, b.name)),
		units: units.map(({ id, nameNn, nameNb }) => ({ value: id, label: inLanguage(locale, { nn: nameNn, nb: nameNb }) })),
		yourself: suggestedId,
		/** Who is signed in comes as themselves. */
		self: actor?.municipalityId === cafe.municipalityId ? { name: actor.name, text: m.joining_self({ name: actor.name }) } : null,
		/** For who is not in the list, since their name needs a proof. */
		others: { text: m.joining_others_come_by(), href: `/sign-in?to=/join/${token}`, signIn: m.joining_sign_in() }
	};
}

type Joining = { token: string; participantId: string | null; ended: readonly string[] };

/** After `join`: keeps the phone's cookie, ends the sockets of the one it took over from, and leads to the table or to where one waits. */
export async function joined(event: JoinEvent, joining: Joining, cafe: JoinableCafe): Promise<never> {
	const { db, live, actor, now } = event.locals;
	const { token, ended, participantId } = joining;
	keepPhone(event.cookies, token, phoneLife(event.locals, cafe.date));
	if (ended.length > 0) await closeEndedPhones(db, live, cafe.cafeId);
	if (participantId === null) await broadcastWaiting(db, live, cafe.cafeId, now);
	const fresh = await requireJoinable(event.locals, cafe.joinToken);
	const seat = await joinedAs(db, { now, guestToken: token, actor }, fresh);
	redirect(303, seat?.tableId ? `/table/${seat.tableId}` : `/join/${cafe.joinToken}`);
}
