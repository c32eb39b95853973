import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { sealOfSummary } from '#lib/summaries/publication/seal.server.ts';
import { summaryDocument } from '#lib/summaries/publication/export.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { pictureBytes } from '#lib/summaries/pictures/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import { fileAnswer } from '../../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** The newest published summary as `summary.docx` or `summary.pdf`, in the language it was written in. */
export const GET: RequestHandler = async (event) => {
	const { locals, params } = event;
	const { actor, gathering, scope } = await loadGathering(event, isStaff);
	const ending = endings.find((known) => params.file === `summary.${known}`);
	const published = (await versions(...scope)).find((version) => version.publishedAt !== null);
	if (!ending || !published?.content) error(404);
	const document = summaryDocument(contentFrom(published.content), {
		locale: published.locale,
		municipality: actor.municipalityName,
		date: gathering.date,
		version: published.version,
		hash: published.contentHash ?? '',
		since: sealSentences(await sealOfSummary(locals.db, published), published.locale),
		bytes: await pictureBytes(locals.db, actor.municipalityId, published.id)
	});
	// The same file whenever it is asked for, until something is taken out of it.
	return fileAnswer(await fileOf(document, ending, published.publishedAt ?? locals.now), textOf(document.title), ending);
};
