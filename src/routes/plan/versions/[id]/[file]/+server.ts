import { textOf } from '#lib/i18n/named.ts';
import { error } from '@sveltejs/kit';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import { languageOf } from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { documentFor, documentKinds } from '#lib/plan/reports/versionDocuments.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { packageFile } from '#lib/plan/package/commands.server.ts';
import { packageLocale, packed } from '#lib/plan/package/files.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { fileAnswer } from '../../../../fileAnswer.server.ts';
import { askFirst } from '../../../../export/ticket.server.ts';
import type { RequestHandler } from './$types';

/** `plan.docx`, `remarks.pdf`, `changes.docx` …, and `archive.zip`, in the reader's language; of an adopted version as they were kept. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const { db, locale, now } = locals;
	const version = (await planOf(db, actor.municipalityId))?.versions.find(({ id }) => id === params.id);
	const [name, end] = params.file.split('.');
	const kind = documentKinds.find((one) => one === name);
	const ending = endings.find((one) => one === end);
	const isZip = params.file === 'archive.zip';
	if (!version || !(isZip ? version.adoptedAt : kind && ending)) error(404);
	if (isZip) askFirst(locals, actor, url);
	const form = version.adoptedAt ? packageLocale(locale, await languageOf(db, actor.municipalityId)) : locale;
	const document = await documentFor(db, actor, version.id, kind ?? 'plan', form);
	const title = [isZip && version.caseNumber, textOf(document!.title)].filter(Boolean).join(' ');
	if (!version.adoptedAt) return fileAnswer(await fileOf(document!, ending!, now), title, ending!);
	const kept = (await packageFile(db, actor, version.id, isZip ? packed : `${form}/${params.file}`, now)) ?? error(404);
	// Where no PDF can be written yet, Word is as it would be kept.
	if (!kept.ok && ending === 'docx') return fileAnswer(await fileOf(document!, 'docx', now), title, 'docx');
	return fileAnswer(kept.ok ? { ok: true, content: kept.file.content } : kept, title, isZip ? 'zip' : ending!);
};
