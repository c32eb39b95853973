import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadAdopted } from '#lib/plan/model.ts';
import { storyDocument } from '#lib/plan/story/document.ts';
import { storyOf } from '#lib/plan/story/queries.server.ts';
import type { PageServerLoad } from './$types';

/** The politicians' page, for who reads what is decided. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadAdopted);
	const story = await storyOf(locals.db, actor, locals.locale, locals.now);
	return { document: story ? storyDocument(story) : null };
};
