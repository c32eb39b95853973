import { redirect } from '@sveltejs/kit';
import { mayWriteDraft } from '#lib/summaries/model.ts';
import { picturesOf } from '#lib/summaries/pictures/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import * as pictureActions from './pictureActions.server.ts';
import type { PageServerLoad } from './$types';

/** Pictures of the open draft. When there is none, the summary's own page says what there is. */
export const load: PageServerLoad = async (event) => {
	const { actor, gathering, scope } = await loadGathering(event, mayWriteDraft);
	const draft = (await versions(...scope)).find((version) => version.publishedAt === null);
	if (!draft) redirect(303, `/gatherings/${gathering.id}/summary`);
	return { gathering, lang: draft.locale, pictures: await picturesOf(event.locals.db, actor.municipalityId, draft.id) };
};

export const actions = { ...pictureActions };
