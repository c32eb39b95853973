import { expected } from '#lib/gatherings/attendance/expected.server.ts';
import { shownProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import { cafeIdOf } from '#lib/cafe/queries.server.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { loadGathering } from '../../gathering.server.ts';
import { codesAction } from './codes.server.ts';
import type { PageServerLoad } from './$types';

const papers = ['programme', 'names', 'attendance'] as const;
export type Paper = (typeof papers)[number];

/** What is hung on the door, worn and ticked off: the programme for all who see the gathering, names for those who run the day. */
export const load: PageServerLoad = async (event) => {
	const { actor, gathering, scope } = await loadGathering(event);
	const runs = mayFacilitate(actor);
	const asked = papers.find((paper) => paper === event.url.searchParams.get('what'));
	const what: Paper = runs ? (asked ?? 'programme') : 'programme';
	return {
		gathering,
		what,
		papers: runs ? [...papers] : (['programme'] as Paper[]),
		/** Personal codes lead to a table. */
		hasCafe: runs && (await cafeIdOf(event.locals.db, actor.municipalityId, gathering.id)) !== undefined,
		hasCards: runs && (recipeOf(gathering.recipe)?.tables ?? 0) > 0,
		items: what === 'programme' ? await shownProgramme(...scope) : [],
		people: what === 'programme' ? [] : await expected(...scope)
	};
};

/** The name tags, each with a personal code of its own. Reading the page makes none. */
export const actions = { codes: codesAction };
