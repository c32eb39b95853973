import { contacts } from '#lib/cafe/seating/contacts.server.ts';
import { evaluations } from '#lib/gatherings/evaluation/commands.server.ts';
import { attendanceHistory } from '#lib/gatherings/attendance/history.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { past } from '#lib/gatherings/attendance/input.ts';
import { enterPast } from '#lib/gatherings/attendance/past.server.ts';
import { pastText } from '#lib/gatherings/attendance/text.ts';
import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { isStaff, mayLead } from '#lib/people/model.ts';
import { action } from '../../action.server.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const { municipalityId } = actor;
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
	const series = mayLead(actor) ? await allSeries(locals.db, municipalityId) : [];
	return {
		gatherings,
		units: named,
		series: series.map(({ id, nameNn, nameNb }) => ({ id, name: inLanguage(locals.locale, { nn: nameNn, nb: nameNb }) })),
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

export const actions = {
	/** A gathering that was held before Samling. */
	past: action({
		id: 'past',
		may: mayLead,
		input: past,
		run: ({ actor, data, locals }) => enterPast(locals.db, actor, data, locals.now),
		text: pastText,
		at: { invalidDate: 'when', duplicate: 'theme' }
	})
};
