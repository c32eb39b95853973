import { contacts } from '#lib/cafe/seating/contacts.server.ts';
import { evaluations } from '#lib/gatherings/evaluation/commands.server.ts';
import { attendanceHistory } from '#lib/gatherings/attendance/history.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, isStaff);
	const units = await unitsOf(locals.db, municipalityId);
	const { gatherings, there } = await attendanceHistory(locals.db, municipalityId);
	const matrix = await contacts(
		locals.db,
		municipalityId,
		units.map(({ id }) => id)
	);
	const named = units.map((unit) => ({
		id: unit.id,
		name: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }),
		colour: unit.colour
	}));
	const asked = await evaluations(locals.db, municipalityId);
	return {
		gatherings,
		evaluations: gatherings.flatMap((gathering) => {
			const own = asked.find(({ gatheringId }) => gatheringId === gathering.id);
			return own ? [{ ...own, gathering }] : [];
		}),
		rows: named
			.map((unit) => ({ ...unit, counts: gatherings.map(({ id }) => there.get(`${unit.id} ${id}`)) }))
			.filter(({ counts }) => counts.some((count) => count !== undefined)),
		matrix: {
			units: matrix.units.map((id) => named.find((unit) => unit.id === id)!),
			met: Object.fromEntries(matrix.met),
			hidden: matrix.hidden
		}
	};
};
