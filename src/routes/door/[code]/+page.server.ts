import { error, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { comeIn, doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { arrival } from '#lib/gatherings/attendance/input.ts';
import { comeInText } from '#lib/gatherings/attendance/text.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

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

export const actions = {
	/** Whoever is signed in is known by it. */
	own: openAction({
		id: 'own',
		run: async ({ actor, params, locals }) => {
			const door = await doorOf(locals.db, params.code);
			if (!actor || (door && actor.municipalityId !== door.municipalityId)) return refuse('invalidPerson');
			return comeIn(locals.db, params.code, { personId: actor.id }, locals.now);
		},
		text: comeInText,
		done: ({ name }) => ({ here: name })
	}),
	named: openAction({
		id: 'named',
		input: arrival,
		run: ({ data, params, locals }) => comeIn(locals.db, params.code, data, locals.now),
		text: comeInText,
		done: ({ name }) => ({ here: name })
	})
};
