import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { docx } from '#lib/documents/docx.server.ts';
import { fileName } from '#lib/documents/document.ts';
import { pdf } from '#lib/documents/pdf.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { sealOfSummary } from '#lib/summaries/publication/seal.server.ts';
import { summaryDocument } from '#lib/summaries/publication/export.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { pictureBytes } from '#lib/summaries/pictures/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import type { RequestHandler } from './$types';

const types: Record<string, string> = {
	'summary.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	'summary.pdf': 'application/pdf'
};

/** The newest published summary as `summary.docx` or `summary.pdf`, in the language it was written in. */
export const GET: RequestHandler = async (event) => {
	const { locals, params } = event;
	const { actor, gathering, scope } = await loadGathering(event, isStaff);
	const type = types[params.file];
	const published = (await versions(...scope)).find((version) => version.publishedAt !== null);
	if (!type || !published?.content) error(404);
	const document = summaryDocument(contentFrom(published.content), {
		locale: published.locale,
		municipality: actor.municipalityName,
		date: gathering.date,
		version: published.version,
		hash: published.contentHash ?? '',
		since: sealSentences(await sealOfSummary(locals.db, published), published.locale),
		bytes: await pictureBytes(locals.db, actor.municipalityId, published.id)
	});
	const ending = params.file.endsWith('.pdf') ? 'pdf' : 'docx';
	const content = ending === 'pdf' ? await pdf(document, locals.now) : await docx(document);
	return new Response(new Uint8Array(content), {
		headers: { 'content-type': type, 'content-disposition': `attachment; filename="${fileName(textOf(document.title), ending)}"` }
	});
};
