import { error } from '@sveltejs/kit';
import { endings } from '#lib/documents/pdf/file.server.ts';
import { reportFile } from '#lib/plan/reports/files.server.ts';
import { behindLink } from '#lib/plan/reports/shares.server.ts';
import { reportTitle } from '#lib/plan/reports/text.ts';
import { fileAnswer } from '../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** `report.docx` and `report.pdf` of the one report behind a link. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const { db, locale, now } = locals;
	const ending = endings.find((known) => params.file === `report.${known}`) ?? error(404);
	const found = await behindLink(db, params.token, now);
	if (found?.state !== 'open') error(404);
	const written = (await reportFile(db, found.municipalityId, found.report, ending, now)) ?? error(404);
	const answer = fileAnswer(written, reportTitle(found.report.kind, found.report.half, locale), ending);
	answer.headers.set('x-robots-tag', 'noindex, nofollow');
	return answer;
};
