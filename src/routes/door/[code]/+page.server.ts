import { error, fail, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { comeIn, doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import * as input from '#lib/gatherings/attendance/input.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The door that is open behind a code; a wrong code counts as one and leads to where a right one can be typed. */
export const load: PageServerLoad = async ({ locals, params, getClientAddress, setHeaders }) => {
	const door = await doorOf(locals.db, params.code);
	if (!door) {
		if (!(await locals.wrongCodes.allows(getClientAddress()))) error(429);
		redirect(303, '/door');
	}
	setHeaders({ 'x-robots-tag': 'noindex' });
	const own = locals.actor?.municipalityId === door.municipalityId ? locals.actor : null;
	return {
		chrome: 'bare' as const,
		reader: own?.name ?? null,
		theme: door.theme,
		themeLocale: door.locale,
		municipality: door.municipality,
		series: inLanguage(locals.locale, { nn: door.seriesNn, nb: door.seriesNb }),
		units: (await units(locals.db, door.municipalityId))
			.filter((unit) => isCurrent(unit, civilDate(locals.now)))
			.map((unit) => ({ id: unit.id, name: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
};

export const actions: Actions = {
	/** Whoever is signed in is known by it. */
	own: async ({ locals, params }) => {
		const { actor } = locals;
		const door = await doorOf(locals.db, params.code);
		if (!actor || (door && actor.municipalityId !== door.municipalityId)) return fail(409, { id: 'own', reason: 'unknownPerson' });
		const done = await comeIn(locals.db, params.code, { personId: actor.id }, locals.now);
		if (!done.ok) return fail(409, { id: 'own', reason: done.reason as string });
		return { here: done.name };
	},
	named: async ({ locals, params, request }) => {
		const form = parseForm(input.arrival, await request.formData());
		if (!form.ok) return fail(400, { id: 'named', values: form.values, errors: form.errors });
		const done = await comeIn(locals.db, params.code, form.data, locals.now);
		if (!done.ok) return fail(409, { id: 'named', reason: done.reason as string, values: { ...form.data } });
		return { here: done.name };
	}
};
