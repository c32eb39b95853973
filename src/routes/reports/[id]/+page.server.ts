import { error } from '@sveltejs/kit';
import { addDays, civilDate } from '#lib/dates.ts';
import { leafFor, leavesOf } from '#lib/merkle/log.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { linkForm, partnersForm, shareForm } from '#lib/plan/reports/input.ts';
import { linkDays, mayReadReport, mayReadReports, mayWriteReports } from '#lib/plan/reports/model.ts';
import { sealOfReport } from '#lib/plan/reports/seal.server.ts';
import { endShare, letPartnersRead, sharesOf, shareReport } from '#lib/plan/reports/shares.server.ts';
import { reportTitle, shareText } from '#lib/plan/reports/text.ts';
import { reportOf, reportsOf, submittedDocument } from '#lib/plan/reports/writtenQueries.server.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** A report as it was submitted. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadReports);
	const { db, locale, now } = locals;
	const { municipalityId } = actor;
	const report = await reportOf(db, municipalityId, params.id);
	const document = report && mayReadReport(actor, report) && submittedDocument(report);
	if (!report || !document) error(404);
	const readable = (await reportsOf(db, municipalityId)).filter((one) => mayReadReport(actor, one));
	const mayShare = mayWriteReports(actor);
	return {
		report: { id: report.id, kind: report.kind, half: report.half, hash: report.contentHash, partnersAt: report.partnersAt },
		title: reportTitle(report.kind, report.half, locale),
		document,
		since: sealSentences(await sealOfReport(db, municipalityId, report), locale),
		position: leafFor(await leavesOf(db, municipalityId), { kind: 'report', id: report.id })?.position ?? null,
		correctedById: readable.find(({ replacesId }) => replacesId === report.id)?.id ?? null,
		correctsId: readable.find(({ id }) => id === report.replacesId)?.id ?? null,
		mayShare,
		justSubmitted: url.searchParams.has('submitted'),
		lastDay: addDays(civilDate(now), linkDays.usual),
		shares: mayShare ? await sharesOf(db, municipalityId, report.id) : []
	};
};

export const actions = {
	share: action({
		id: 'share',
		may: mayWriteReports,
		input: shareForm,
		run: ({ actor, data, params, locals: { db, settings, now } }) =>
			shareReport(db, actor, { reportId: params.id, ...data }, settings.origin, now),
		text: shareText,
		at: { missingRecipient: 'recipient', invalidPast: 'lastDay', limitDays: 'lastDay' },
		done: ({ href }) => ({ id: 'share', done: true as const, href })
	}),
	end: action({
		id: ({ linkId }) => String(linkId),
		may: mayWriteReports,
		input: linkForm,
		run: ({ actor, data, params, locals }) => endShare(locals.db, actor, { reportId: params.id, ...data }, locals.now),
		text: shareText
	}),
	partners: action({
		id: 'partners',
		may: mayWriteReports,
		input: partnersForm,
		run: ({ actor, data, params, locals }) => letPartnersRead(locals.db, actor, { reportId: params.id, ...data }, locals.now),
		text: shareText
	})
};
