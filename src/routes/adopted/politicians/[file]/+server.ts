import { error } from '@sveltejs/kit';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import { textOf } from '#lib/i18n/named.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadAdopted } from '#lib/plan/model.ts';
import { storyDocument } from '#lib/plan/story/document.ts';
import { storyOf } from '#lib/plan/story/queries.server.ts';
import { fileAnswer } from '../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** `report.docx` and `report.pdf`, which is one A4, in the reader's language. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadAdopted);
	const ending = endings.find((known) => params.file === `report.${known}`) ?? error(404);
	const document = storyDocument((await storyOf(locals.db, actor, locals.locale, locals.now)) ?? error(404));
	return fileAnswer(await fileOf(document, ending, locals.now), textOf(document.title), ending);
};
