import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { fileName } from '#lib/documents/document.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { archivePackage, documentFor, documentKinds, endings, fileOf, fileTypes } from '#lib/plan/reports/versionDocuments.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { askFirst } from '../../../../export/ticket.server.ts';
import type { RequestHandler } from './$types';

/** `plan.docx`, `remarks.pdf`, `changes.docx` …, and `archive.zip`, in the reader's language. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	if (params.file === 'archive.zip') {
		askFirst(locals, actor, url);
		const packed = await archivePackage(locals.db, actor, params.id, locals.locale, locals.now);
		if (!packed) error(404);
		return answer(packed.content, packed.name, 'application/zip');
	}
	const [name, end] = params.file.split('.');
	const kind = documentKinds.find((one) => one === name);
	const ending = endings.find((one) => one === end);
	const document = kind && ending && (await documentFor(locals.db, actor, params.id, kind, locals.locale));
	if (!document || !ending) error(404);
	return answer(await fileOf(document, ending, locals.now), fileName(textOf(document.title), ending), fileTypes[ending]);
};

function answer(content: Buffer, name: string, type: string): Response {
	return new Response(new Uint8Array(content), {
		headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` }
	});
}
