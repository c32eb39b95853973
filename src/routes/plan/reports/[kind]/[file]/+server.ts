import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { roundOn } from '#lib/plan/followUp/model.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { reportFor } from '#lib/plan/reports/build.server.ts';
import { reportKinds } from '#lib/plan/reports/model.ts';
import { fileAnswer } from '../../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** `report.docx` and `report.pdf`, in the reader's language. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const kind = reportKinds.find((known) => known === params.kind);
	const ending = endings.find((known) => params.file === `report.${known}`);
	const half = url.searchParams.get('half') ?? roundOn(civilDate(locals.now)).half;
	if (!kind || !ending || !/^(19|20|21)\d\d-[12]$/.test(half)) error(404);
	const document = (await reportFor(locals.db, actor, kind, half, locals.locale, locals.now)) ?? error(404);
	return fileAnswer(await fileOf(document, ending, locals.now), textOf(document.title), ending);
};
