import { fail, redirect, type Cookies } from '@sveltejs/kit';
import * as input from '#lib/cafe/participants/input.ts';
import { doorFor, join, listAtDoor, placeAt } from '#lib/cafe/participants/join.server.ts';
import { guestCookie } from '#lib/cafe/participants/participants.server.ts';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { byName } from '#lib/i18n/format.ts';
import type { Actions, PageServerLoad } from './$types';

/** The door behind the token, and who knocks. A token that is wrong, too old, rotated or locked leads to where codes are typed. */
async function atDoor(locals: App.Locals, cookies: Cookies, token: string) {
	const door = await doorFor(locals.db, { token }, locals.now);
	if (!door) redirect(303, '/join?again=1');
	const place = await placeAt(locals.db, { guestToken: cookies.get(guestCookie), actor: locals.actor }, door);
	return { door, place };
}

export const load: PageServerLoad = async ({ locals, cookies, params, url, depends }) => {
	depends('cafe:door');
	const { door, place } = await atDoor(locals, cookies, params.token);
	if (place?.tableId) redirect(303, `/table/${place.tableId}`);
	const frame = {
		chrome: 'bare' as const,
		municipality: door.municipalityName,
		series: inLanguage(locals.locale, { nn: door.seriesNn, nb: door.seriesNb }),
		theme: door.theme
	};
	if (place)
		return { ...frame, waiting: { name: place.participant.name, label: place.participant.label }, people: [], units: [], yourself: null };
	const { people, units } = await listAtDoor(locals.db, door);
	const order = byName(locals.locale);
	return {
		...frame,
		waiting: null,
		people: people.map(({ attendanceId, name, unit }) => ({ id: attendanceId, name, unit })).sort((a, b) => order(a.name, b.name)),
		units: units.map((unit) => ({
			value: unit.id,
			label: inLanguage(
				locals.locale,
				unit.nameNn === unit.nameNb ? { nn: unit.nameNn, nb: unit.nameNn } : { nn: unit.nameNn, nb: unit.nameNb }
			)
		})),
		/** Found on the list by their account. */
		yourself: people.find(({ personId }) => personId !== null && personId === locals.actor?.id)?.attendanceId ?? url.searchParams.get('who')
	};
};

export const actions: Actions = {
	default: async ({ request, locals, cookies, params }) => {
		const { door } = await atDoor(locals, cookies, params.token);
		const form = parseForm(input.who, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const joined = await join(locals.db, door, locals.actor, form.data, locals.now);
		if (!joined.ok) {
			const { attendanceId, name, unitId, shownAs } = form.data;
			return fail(409, {
				values: { who: attendanceId ?? 'guest', name, unitId: unitId ?? '', shownAs },
				errors: {},
				reason: joined.reason
			});
		}
		cookies.set(guestCookie, joined.token, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: locals.settings.origin.startsWith('https:'),
			// Until the code stops working, and a night more.
			maxAge: 4 * 86_400
		});
		const { place } = await atDoor(locals, { ...cookies, get: () => joined.token }, params.token);
		redirect(303, place?.tableId ? `/table/${place.tableId}` : `/join/${params.token}`);
	}
};
