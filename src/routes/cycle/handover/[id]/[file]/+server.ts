import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { fileOf } from '#lib/documents/pdf/file.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { handoverPack } from '#lib/handover/pack.server.ts';
import { fileAnswer } from '../../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** The pack as `pack.docx`, in the reader's language. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, isStaff);
	const pack = params.file === 'pack.docx' && (await handoverPack(locals.db, actor, params.id, locals.locale, locals.now));
	if (!pack) error(404);
	return fileAnswer(await fileOf(pack.document, 'docx', locals.now), textOf(pack.document.title), 'docx');
};
