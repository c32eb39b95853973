import { redirect, type Cookies } from '@sveltejs/kit';
import { joinableCafe, joinChoices, joinedAs, type JoinableCafe } from '#lib/cafe/participants/join.server.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { byName } from '#lib/i18n/format.ts';

/** The café behind the token of the address. One that is wrong, too old, rotated or locked leads to the page where codes are typed. */
export async function requireJoinable(locals: App.Locals, token: string): Promise<JoinableCafe> {
	return (await joinableCafe(locals.db, { token }, locals.now)) ?? redirect(303, '/join?again=1');
}

/** Where the participant with this cookie sits now; undefined before they have joined. */
export function joinedWith(locals: App.Locals, guestToken: string | undefined, cafe: JoinableCafe) {
	return joinedAs(locals.db, { guestToken, actor: locals.actor }, cafe);
}

/** What the page for joining shows: `waiting` when they have joined and nobody is seated yet, else who they may be. */
export async function joinPage(locals: App.Locals, cookies: Cookies, token: string, suggestedId: string | null) {
	const cafe = await requireJoinable(locals, token);
	const joined = await joinedWith(locals, cookies.get(guestCookie), cafe);
	if (joined?.tableId) redirect(303, `/table/${joined.tableId}`);
	const head = {
		chrome: 'bare' as const,
		municipality: cafe.municipalityName,
		series: inLanguage(locals.locale, { nn: cafe.seriesNn, nb: cafe.seriesNb }),
		theme: cafe.theme
	};
	if (joined) {
		const { name, label } = joined.participant;
		return { ...head, waiting: { name, label }, people: [], units: [], yourself: null };
	}
	const { people, units } = await joinChoices(locals.db, cafe);
	const order = byName(locals.locale);
	// Somebody who is signed in is found on the list by their account.
	const own = people.find(({ personId }) => personId !== null && personId === locals.actor?.id);
	return {
		...head,
		waiting: null,
		people: people.map(({ attendanceId, name, unit }) => ({ id: attendanceId, name, unit })).sort((a, b) => order(a.name, b.name)),
		units: units.map(({ id, nameNn, nameNb }) => ({ value: id, label: inLanguage(locals.locale, { nn: nameNn, nb: nameNb }) })),
		yourself: own?.attendanceId ?? suggestedId
	};
}
