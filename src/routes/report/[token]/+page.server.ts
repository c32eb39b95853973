import { error } from '@sveltejs/kit';
import { behindLink, countOpened } from '#lib/plan/reports/shares.server.ts';
import { reportTitle } from '#lib/plan/reports/text.ts';
import { submittedDocument } from '#lib/plan/reports/writtenQueries.server.ts';
import type { PageServerLoad } from './$types';

/** A submitted report for whoever has its link, while it lasts. Nothing is used up; it is told when the link was opened last. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const { db, locale, now } = locals;
	const found = (await behindLink(db, params.token, now)) ?? error(404);
	setHeaders({ 'x-robots-tag': 'noindex, nofollow' });
	const told = { chrome: 'bare' as const, state: found.state, municipalityName: found.municipalityName, lastDay: found.lastDay };
	if (found.state !== 'open') return { ...told, title: null, document: null, token: params.token };
	const { report } = found;
	await countOpened(db, found.linkId, now);
	return { ...told, title: reportTitle(report.kind, report.half, locale), document: submittedDocument(report)!, token: params.token };
};
