import { error, redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { partsFor } from '#lib/plan/reports/build.server.ts';
import { keepReportFiles } from '#lib/plan/reports/files.server.ts';
import { partForm, submitForm } from '#lib/plan/reports/input.ts';
import { mayWriteReports } from '#lib/plan/reports/model.ts';
import { writtenText } from '#lib/plan/reports/text.ts';
import { submitReport, writePart } from '#lib/plan/reports/written.server.ts';
import { editionsOf, ownWords, reportOf } from '#lib/plan/reports/writtenQueries.server.ts';
import { action } from '../../../../action.server.ts';
import type { PageServerLoad } from './$types';

/** A report in writing: the facts as they are now, with own words beside each part. Submitted, it is read elsewhere. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayWriteReports);
	const { db, locale, now } = locals;
	const report = (await reportOf(db, actor.municipalityId, params.id)) ?? error(404);
	if (report.submittedAt !== null) redirect(303, `/reports/${report.id}`);
	const reckoned = (await partsFor(db, actor, report.kind, report.half, locale, now)) ?? error(404);
	const words = await ownWords(db, report.id);
	return {
		title: reckoned.title,
		head: [{ facts: reckoned.head }],
		corrects: report.replacesId,
		seen: editionsOf(words),
		parts: reckoned.parts.map((part) => ({ ...part, own: words.get(part.key) ?? { words: '', edition: 0 } }))
	};
};

export const actions = {
	words: action({
		id: ({ part }) => String(part),
		may: mayWriteReports,
		input: partForm,
		run: ({ actor, data, params, locals }) => writePart(locals.db, actor, { reportId: params.id, ...data }, locals.now),
		text: writtenText,
		at: { invalidPerson: 'words', conflictWords: 'words' },
		done: ({ edition }, { data: { part } }) => ({ id: part as string, done: true, edition })
	}),
	submit: action({
		id: 'submit',
		may: mayWriteReports,
		input: submitForm,
		run: ({ actor, data, params, locals }) => submitReport(locals.db, actor, { reportId: params.id, ...data }, locals.now),
		text: writtenText,
		at: { missingRecipient: 'recipient' },
		done: async ({ reportId }, { actor: { municipalityId }, locals: { db, now } }) => {
			await keepReportFiles(db, municipalityId, (await reportOf(db, municipalityId, reportId))!, now);
			redirect(303, `/reports/${reportId}?submitted`);
		}
	})
};
