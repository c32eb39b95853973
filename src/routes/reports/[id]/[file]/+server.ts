import { error } from '@sveltejs/kit';
import { endings } from '#lib/documents/pdf/file.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { reportFile } from '#lib/plan/reports/files.server.ts';
import { mayReadReport, mayReadReports } from '#lib/plan/reports/model.ts';
import { reportTitle } from '#lib/plan/reports/text.ts';
import { reportOf } from '#lib/plan/reports/writtenQueries.server.ts';
import { fileAnswer } from '../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** `report.docx` and `report.pdf` of a submitted report: the bytes that were kept. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadReports);
	const ending = endings.find((known) => params.file === `report.${known}`) ?? error(404);
	const report = await reportOf(locals.db, actor.municipalityId, params.id);
	if (!report || !mayReadReport(actor, report)) error(404);
	const written = (await reportFile(locals.db, actor.municipalityId, report, ending, locals.now)) ?? error(404);
	return fileAnswer(written, reportTitle(report.kind, report.half, locals.locale), ending);
};
