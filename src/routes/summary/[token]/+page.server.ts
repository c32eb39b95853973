import { error } from '@sveltejs/kit';
import { byLink } from '#lib/summaries/publication/readers.server.ts';
import { sealSentences } from '#lib/people/seal.ts';
import type { PageServerLoad } from './$types';

/** Opened by a personal link, without an account; reading changes nothing. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const summary = await byLink(locals.db, params.token);
	if (!summary) error(404);
	return { summary, since: sealSentences(summary.seal, locals.locale), chrome: 'bare' as const };
};
