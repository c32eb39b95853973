import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { roundOn, yearOf } from '#lib/plan/followUp/model.ts';
import { askUnits, remindUnits } from '#lib/plan/followUp/commands.server.ts';
import { dutiesIn, latestFollowUp, statusHistory } from '#lib/plan/followUp/queries.server.ts';
import { oneFollowUp } from '#lib/plan/followUp/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { followUpText } from '#lib/plan/followUp/text.ts';
import { action } from '../../action.server.ts';
import { saveStatus } from '../status.server.ts';
import type { PageServerLoad } from './$types';

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

export const actions = {
	ask: action({
		id: 'ask',
		may: mayRevise,
		run: ({ actor, locals }) => askUnits(locals.db, actor, locals.settings.origin, locals.now),
		text: followUpText,
		done: ({ queued }) => ({ id: 'ask', queued })
	}),
	remind: action({
		id: 'ask',
		may: mayRevise,
		input: oneFollowUp,
		run: ({ actor, data, locals }) => remindUnits(locals.db, actor, data.followUpId, locals.settings.origin, locals.now),
		text: followUpText,
		done: ({ queued }) => ({ id: 'ask', queued })
	}),
	status: saveStatus
};
