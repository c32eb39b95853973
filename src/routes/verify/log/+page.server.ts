import { error } from '@sveltejs/kit';
import { printedHead } from '#lib/plan/package/input.ts';
import { logSince } from '#lib/plan/package/verify.server.ts';
import type { PageServerLoad } from './$types';

/** Anybody, about the head that is printed in a plan: it stands in the address, so that the answer can be linked to. */
export const load: PageServerLoad = async ({ locals, url, getClientAddress }) => {
	const asked = printedHead(url.searchParams);
	if (asked && !(await locals.verifyLimit.allows(getClientAddress()))) error(429);
	return {
		chrome: 'bare' as const,
		locale: locals.locale,
		typed: { size: url.searchParams.get('size') ?? '', root: url.searchParams.get('root') ?? '' },
		isAsked: url.searchParams.has('root'),
		found: asked ? ((await logSince(locals.db, asked)) ?? null) : null
	};
};
