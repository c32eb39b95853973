import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadReport, mayReadReports } from '#lib/plan/reports/model.ts';
import { reportsOf } from '#lib/plan/reports/writtenQueries.server.ts';
import type { PageServerLoad } from './$types';

/** Submitted reports that somebody may read. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadReports);
	const reports = await reportsOf(locals.db, actor.municipalityId);
	return { reports: reports.filter((report) => mayReadReport(actor, report)) };
};
