import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { roundOn, yearOf } from '#lib/plan/followUp/model.ts';
import { askUnits, dutiesIn, remindUnits } from '#lib/plan/followUp/commands.server.ts';
import { latestFollowUp, statusHistory } from '#lib/plan/followUp/responses.server.ts';
import { oneFollowUp, status } from '#lib/plan/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { documentOf, planOf } from '#lib/plan/queries.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const { db, now } = locals;
	const found = await planOf(db, municipalityId);
	const round = roundOn(civilDate(now));
	const asked = await latestFollowUp(db, municipalityId);
	const history = await statusHistory(db, municipalityId);
	const elements = found?.inForce ? await documentOf(db, municipalityId, found.inForce.id) : [];
	return {
		isAdopted: found?.inForce !== undefined,
		round,
		asked: asked ?? null,
		duties: await dutiesIn(db, municipalityId, yearOf(round.half)),
		measures: elements
			.filter((element) => element.kind === 'measure')
			.map(({ elementId, number, nn, nb, unit, seriesId, status }) => ({
				elementId,
				number,
				nn,
				nb,
				unit,
				seriesId,
				status,
				said: history.get(elementId) ?? []
			})),
		today: civilDate(now)
	};
};

export const actions: Actions = {
	ask: async ({ locals, url }) => {
		const asked = await askUnits(locals.db, requireActor(locals, url, mayRevise), locals.settings.origin, locals.now);
		return asked.ok ? { id: 'ask', queued: asked.queued } : fail(409, { id: 'ask', reason: asked.reason });
	},
	remind: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneFollowUp, await request.formData());
		if (!form.ok) error(400);
		const reminded = await remindUnits(locals.db, actor, form.data.followUpId, locals.settings.origin, locals.now);
		if (!reminded.ok && reminded.reason === 'notFound') error(404);
		return reminded.ok ? { id: 'ask', queued: reminded.queued } : fail(409, { id: 'ask', reason: reminded.reason });
	},
	status: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(status, await request.formData());
		if (!form.ok) return fail(400, { id: 'status', values: form.values, errors: form.errors });
		const reported = await reportStatus(locals.db, actor, form.data, locals.now);
		if (!reported.ok && reported.reason === 'notFound') error(404);
		return reported.ok
			? { id: 'status', reported: form.data.elementId }
			: fail(409, { id: 'status', values: form.data, reason: reported.reason });
	}
};
