import { error, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { currentUnits } from '#lib/people/units/names.server.ts';
import * as arrivalActions from './arrivalActions.server.ts';
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
		units: await currentUnits(locals.db, door.municipalityId, civilDate(locals.now), locals.locale)
	};
};

export const actions = { ...arrivalActions };
