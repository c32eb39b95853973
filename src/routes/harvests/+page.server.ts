import { nameOrder } from '#lib/text/names.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { maxNotes, overTheYears } from '#lib/summaries/points/search.server.ts';
import type { PageServerLoad } from './$types';

/** What the gatherings arrived at over the years; what is looked for stands in the address, so that a search can be sent to somebody. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const asked = (name: string) => url.searchParams.get(name)?.trim() ?? '';
	const named = (await units(locals.db, actor.municipalityId)).map((unit) => ({
		value: unit.id,
		label: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb })
	}));
	const wanted = { text: asked('text'), gatheringId: asked('gathering') || null, unitId: asked('unit') || null };
	const found = await overTheYears(locals.db, actor.municipalityId, wanted);
	return {
		...found,
		notes: found.notes.map((note) => ({ ...note })),
		maxNotes,
		wanted,
		units: named.toSorted((a, b) => nameOrder(a.label, b.label)),
		nameOf: Object.fromEntries(named.map(({ value, label }) => [value, label]))
	};
};
