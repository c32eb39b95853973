import { error } from '@sveltejs/kit';
import { languageOf } from '#lib/gatherings/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReadAdopted } from '#lib/plan/model.ts';
import { packageFile } from '#lib/plan/package/commands.server.ts';
import { packageLocale } from '#lib/plan/package/files.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { fileAnswer } from '../../../fileAnswer.server.ts';
import type { RequestHandler } from './$types';

/** `plan.pdf` and `plan.docx` of an adopted version as they were kept; remarks name who sent them, and are for who works here. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadAdopted);
	const { db, locale, now } = locals;
	const ending = (['pdf', 'docx'] as const).find((one) => params.file === `plan.${one}`) ?? error(404);
	const form = packageLocale(locale, await languageOf(db, actor.municipalityId));
	const version = (await planOf(db, actor.municipalityId))?.versions.find(({ id }) => id === params.id) ?? error(404);
	const kept = (await packageFile(db, actor, version.id, `${form}/${params.file}`, now)) ?? error(404);
	const title = inLanguage(form, { nn: version.nameNn, nb: version.nameNb });
	return fileAnswer(kept.ok ? { ok: true, content: kept.file.content } : kept, title, ending);
};
