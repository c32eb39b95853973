import { requireActor } from '#lib/people/auth/guard.server.ts';
import { brokenEntry } from '#lib/people/audit.server.ts';
import { mayReadLog } from '#lib/people/model.ts';
import { auditPage } from '#lib/privacy/auditLog.server.ts';
import { filterOf } from './filter.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadLog);
	const { filter, errors } = filterOf(url.searchParams, locals.now);
	return {
		...(await auditPage(locals.db, municipalityId, locals.locale, filter, Number(url.searchParams.get('page')))),
		broken: (await brokenEntry(locals.db, municipalityId)) ?? null,
		typed: Object.fromEntries(url.searchParams),
		errors
	};
};
