import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { packageLocale } from '#lib/plan/package/files.ts';
import { publishedPlan } from '#lib/plan/published/queries.server.ts';
import { keptByAll } from '../../keptByAll.server.ts';
import type { PageServerLoad } from './$types';

/** Anybody, about what is published: no account, no cookie, and kept for five minutes. */
export const load: PageServerLoad = async ({ locals, params, cookies, setHeaders }) => {
	const { db, locale, now } = locals;
	const plan = (await publishedPlan(db, params.code)) ?? error(404);
	const of = (await locals.municipalityId()) ?? '';
	setHeaders(keptByAll(cookies.getAll().length > 0));
	return {
		...plan,
		chrome: 'bare' as const,
		form: packageLocale(locale, (await languageOf(db, of)) ?? 'nn'),
		code: params.code,
		today: civilDate(now)
	};
};
