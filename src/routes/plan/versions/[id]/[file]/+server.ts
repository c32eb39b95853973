import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { archivePackage, documentFor, documentKinds } from '#lib/plan/reports/versionDocuments.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { fileAnswer } from '../../../../fileAnswer.server.ts';
import { askFirst } from '../../../../export/ticket.server.ts';
import type { RequestHandler } from './$types';

/** `plan.docx`, `remarks.pdf`, `changes.docx` …, and `archive.zip`, in the reader's language. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	if (params.file === 'archive.zip') {
		askFirst(locals, actor, url);
		const packed = await archivePackage(locals.db, actor, params.id, locals.locale, locals.now);
		if (!packed) error(404);
		return fileAnswer(packed, packed.ok ? packed.title : '', 'zip');
	}
	const [name, end] = params.file.split('.');
	const kind = documentKinds.find((one) => one === name);
	const ending = endings.find((one) => one === end);
	const document = kind && ending && (await documentFor(locals.db, actor, params.id, kind, locals.locale));
	if (!document || !ending) error(404);
	return fileAnswer(await fileOf(document, ending, locals.now), textOf(document.title), ending);
};
