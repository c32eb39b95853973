import { error } from '@sveltejs/kit';
import { languageOf } from '#lib/people/queries.server.ts';
import { packageLocale } from '#lib/plan/package/files.ts';
import { openPlan, publishedFile } from '#lib/plan/published/queries.server.ts';
import { fileAnswer } from '../../../fileAnswer.server.ts';
import { keptByAll } from '../../../keptByAll.server.ts';
import type { RequestHandler } from './$types';

const names = /^plan\.(?:pdf|docx)$/;

/** The files of the plan in force as they were kept: `plan.pdf`, `plan.docx`, `plan.json`, and `plan.zip` with all of them. */
export const GET: RequestHandler = async ({ locals, params, cookies }) => {
	const { db, locale } = locals;
	const home = (await openPlan(db, params.code)) ?? error(404);
	const form = packageLocale(locale, await languageOf(db, home.municipalityId));
	const name = names.test(params.file) ? `${form}/${params.file}` : params.file;
	const found = (await publishedFile(db, params.code, name)) ?? error(404);
	const ending = (['pdf', 'docx', 'zip', 'json'] as const).find((one) => params.file.endsWith(`.${one}`)) ?? error(404);
	const answer = fileAnswer({ ok: true, content: found.content }, found.title, ending);
	for (const [header, value] of Object.entries(keptByAll(cookies.getAll().length > 0))) answer.headers.set(header, value);
	return answer;
};
